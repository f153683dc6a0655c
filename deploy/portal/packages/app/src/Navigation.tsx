import {
  Link,
  Sidebar,
  SidebarDivider,
  SidebarGroup,
  SidebarItem,
  SidebarScrollWrapper,
  SidebarSpace,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import type { NavContentComponentProps } from '@backstage/plugin-app-react';
import { NotificationsSidebarItem } from '@backstage/plugin-notifications';
import { SidebarSearchModal } from '@backstage/plugin-search';
import { UserSettingsSignInAvatar } from '@backstage/plugin-user-settings';
import { makeStyles } from '@material-ui/core/styles';
import LibraryAddIcon from '@material-ui/icons/LibraryAdd';
import MenuIcon from '@material-ui/icons/Menu';
import SearchIcon from '@material-ui/icons/Search';
import { Mark, Wordmark } from './Logo';

const useStyles = makeStyles({
  logo: {
    display: 'flex',
    alignItems: 'center',
    height: 3 * sidebarConfig.logoHeight,
    paddingLeft: 22,
    marginBottom: -14,
  },
});

const Home = () => {
  const { isOpen } = useSidebarOpenState();
  return (
    <div className={useStyles().logo}>
      <Link to="/" underline="none" aria-label="Buildrun, start page">
        {isOpen ? <Wordmark /> : <Mark />}
      </Link>
    </div>
  );
};

// "Register Existing Component" does not fit, and its own icon is that of Create.
const register = 'page:catalog-import';

/**
 * The search, then Home, Catalog, APIs, Docs and Create in this order, then whatever else an installed plugin offers; notifications and settings at the
 * foot.
 */
export const Navigation = ({ navItems }: NavContentComponentProps) => {
  const pages = navItems.withComponent(({ node, icon, href, title }) =>
    node.spec.id === register ? (
      <SidebarItem icon={LibraryAddIcon} to={href} text="Register" />
    ) : (
      <SidebarItem icon={() => icon} to={href} text={title} />
    ),
  );
  const settings = pages.take('page:user-settings');
  navItems.take('page:catalog-graph'); // empty until one comes to it from an entity
  navItems.take('page:search'); // the search below leads there
  navItems.take('page:notifications'); // its own item counts what is unread
  return (
    <Sidebar>
      <Home />
      <SidebarGroup label="Search" icon={<SearchIcon />} to="/search">
        <SidebarSearchModal />
      </SidebarGroup>
      <SidebarDivider />
      <SidebarGroup label="Menu" icon={<MenuIcon />}>
        {pages.take('page:home')}
        {pages.take('page:catalog')}
        {pages.take('page:api-docs')}
        {pages.take('page:techdocs')}
        {pages.take('page:scaffolder')}
        {pages.take(register)}
        <SidebarDivider />
        <SidebarScrollWrapper>{pages.rest({ sortBy: 'title' })}</SidebarScrollWrapper>
      </SidebarGroup>
      <SidebarSpace />
      <SidebarDivider />
      <NotificationsSidebarItem />
      <SidebarGroup label="Settings" icon={<UserSettingsSignInAvatar />} to="/settings">
        {settings}
      </SidebarGroup>
    </Sidebar>
  );
};
