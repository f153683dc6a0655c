import homePluginOfBackstage from '@backstage/plugin-home/alpha';
import { HomePageLayoutBlueprint } from '@backstage/plugin-home-react/alpha';
import { createFrontendModule } from '@backstage/frontend-plugin-api';

/** Everybody finds the same in the same place; one column where there is no room for two. */
const layout = HomePageLayoutBlueprint.make({
  params: { loader: async () => (await import('./HomeLayout')).HomeLayout },
});

/** Backstage's start page, with a memory for what was visited, and without jokes, clocks and links of its own. */
export const homePlugin = homePluginOfBackstage.withOverrides({
  extensions: [
    homePluginOfBackstage.getExtension('page:home').override({ params: { path: '/' } }),
    homePluginOfBackstage.getExtension('api:home/visits').override({ disabled: false }),
    homePluginOfBackstage.getExtension('app-root-element:home/visit-listener').override({ disabled: false }),
    homePluginOfBackstage.getExtension('home-page-widget:home/toolkit').override({ disabled: true }),
    homePluginOfBackstage.getExtension('home-page-widget:home/random-joke').override({ disabled: true }),
    homePluginOfBackstage.getExtension('home-page-widget:home/world-clock').override({ disabled: true }),
    homePluginOfBackstage.getExtension('home-page-widget:home/most-visited').override({ disabled: true }),
  ],
});

export const homeLayout = createFrontendModule({ pluginId: 'home', extensions: [layout] });
