import {
  ApiBlueprint,
  createFrontendModule,
  discoveryApiRef,
  errorApiRef,
  fetchApiRef,
  identityApiRef,
  storageApiRef,
} from '@backstage/frontend-plugin-api';
import { NavContentBlueprint } from '@backstage/plugin-app-react';
import { UserSettingsStorage } from '@backstage/plugin-user-settings';
import { Navigation } from './Navigation';

const navigation = NavContentBlueprint.make({ params: { component: Navigation } });

/** Stars, visits and settings stay with the user. */
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

/** What is Buildrun's own in this app: the sidebar, and where settings are kept. */
export const frontDoor = createFrontendModule({
  pluginId: 'app',
  extensions: [navigation, storage],
});
