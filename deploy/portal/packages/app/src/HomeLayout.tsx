import { Content, Header, Page } from '@backstage/core-components';
import type { HomePageLayoutProps } from '@backstage/plugin-home-react/alpha';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  widgets: {
    columns: '420px 2',
    columnGap: theme.spacing(3),
    '& > div': {
      breakInside: 'avoid',
      paddingBottom: theme.spacing(3),
    },
  },
}));

// What waits for somebody comes first, what only helps to get on comes last.
const ORDER = ['HomePageWaiting', 'HomePageTeam', 'HomePageStarredEntities', 'HomePageRecentlyVisited'];
const place = (name?: string) => (ORDER.includes(name ?? '') ? ORDER.indexOf(name ?? '') : ORDER.length);
// The sidebar has a search already, and it is on this page too.
const OTHERWISE_THERE = /search/i;

/** All widgets that plugins bring, side by side as far as there is room. */
export function HomeLayout({ widgets }: HomePageLayoutProps) {
  const classes = useStyles();
  const shown = widgets.filter(({ name, node }) => !OTHERWISE_THERE.test(name ?? node.spec.id));
  const inOrder = shown.sort((a, b) => place(a.name) - place(b.name));
  return (
    <Page themeId="home">
      <Header title="Home" />
      <Content>
        <div className={classes.widgets}>
          {inOrder.map(({ node, component }) => (
            <div key={node.spec.id}>{component}</div>
          ))}
        </div>
      </Content>
    </Page>
  );
}
