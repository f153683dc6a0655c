import { Content } from '@backstage/core-components';
import { createFrontendModule, SubPageBlueprint } from '@backstage/frontend-plugin-api';
import { UserNotificationSettingsCard } from '@backstage/plugin-notifications';

const ORIGINS = { 'plugin:buildrun': 'The platform', 'plugin:scaffolder': 'Tasks of golden paths' };

// Backstage has this card, and no page of the new frontend system that shows it.
const notifications = SubPageBlueprint.make({
  name: 'notifications',
  params: {
    path: 'notifications',
    title: 'Notifications',
    loader: async () => (
      <Content>
        <UserNotificationSettingsCard originNames={ORIGINS} />
      </Content>
    ),
  },
});

/** Among the settings, of what somebody wants to be told. */
export const settings = createFrontendModule({ pluginId: 'user-settings', extensions: [notifications] });
