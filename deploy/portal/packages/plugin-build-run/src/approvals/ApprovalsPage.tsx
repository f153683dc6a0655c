import { Page } from '../parts/layout';
import { Tasks } from './Tasks';
import { Transfers } from './Transfers';
import { WaiverRequests } from './WaiverRequests';

/** Everything that waits for a decision of whoever is signed in. */
export function ApprovalsPage() {
  return (
    <Page>
      <Tasks />
      <WaiverRequests />
      <Transfers />
    </Page>
  );
}
