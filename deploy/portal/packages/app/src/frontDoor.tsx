import {
  ApiBlueprint,
  createFrontendModule,
  discoveryApiRef,
  errorApiRef,
  fetchApiRef,
  identityApiRef,
  PageBlueprint,
  storageApiRef,
} from '@backstage/frontend-plugin-api';
import { NavContentBlueprint } from '@backstage/plugin-app-react';
import { UserSettingsStorage } from '@backstage/plugin-user-settings';
import { Navigate } from 'react-router-dom';
import { Navigation } from './Navigation';

const navigation = NavContentBlueprint.make({ params: { component: Navigation } });

const start = PageBlueprint.make({
  name: 'start',
  params: {
    path: '/',
    noHeader: true,
    loader: async () => <Navigate to="/catalog" replace />,
  },
});

/** Stars and settings stay with the user. Backstage's own module for this wants the signals plugin, whose backend is yet to come. */
const storage = ApiBlueprint.make({
  name: 'user-settings-storage',
  params: defineParams =>
    defineParams({
      api: storageApiRef,
      deps: {
        discoveryApi: discoveryApiRef,
        errorApi: errorApiRef,
        fetchApi: fetchApiRef,
        identityApi: identityApiRef,
      },
      factory: apis => UserSettingsStorage.create(apis),
    }),
});

/** What is Buildrun's own in this app: the sidebar, `/` leading to the catalog, and where settings are kept. */
export const frontDoor = createFrontendModule({
  pluginId: 'app',
  extensions: [navigation, start, storage],
});
