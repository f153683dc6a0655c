import { useBuildRun, useMe } from '../parts/hooks';
import { Nothing, Page, Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { isOpenWaiver, WaiverTable } from '../parts/Waivers';

/** What need not be kept at present, and what did not have to. */
export function WaiversPage() {
  const api = useBuildRun();
  const me = useMe();
  const waivers = useLoad(signal => api.waivers({}, signal), []);
  return (
    <Page>
      <Loaded load={waivers} what="waivers" lines={8}>
        {items => {
          const open = items.filter(isOpenWaiver).sort((a, b) => a.expiresAt.localeCompare(b.expiresAt));
          const over = items.filter(one => !isOpenWaiver(one));
          return (
            <>
              <Section title="Open waivers" hint="The first to lapse on top; the platform team decides on them under Approvals">
                {open.length === 0 ? (
                  <Nothing title="No waiver is open">Every service keeps its contract, or does not and shows it.</Nothing>
                ) : (
                  <WaiverTable
                    caption="Open waivers"
                    items={open}
                    mayWithdraw={() => me?.isOfPlatformTeam ?? false}
                    onChange={waivers.reload}
                  />
                )}
              </Section>
              {over.length > 0 && (
                <Section title="Those that are over">
                  <WaiverTable caption="Waivers that are over" items={over} mayWithdraw={() => false} onChange={waivers.reload} />
                </Section>
              )}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
