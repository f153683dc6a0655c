import type { Instance, Offering } from '../api';
import { count } from '../figures/format';
import { LevelBars } from '../parts/charts';
import { useBuildRun } from '../parts/hooks';
import { DataTable, Nothing, Page, Section } from '../parts/layout';
import { Loaded, useLoad } from '../parts/load';
import { Name } from '../parts/marks';

/** What the platform offers, and who has what of it. */
export function OfferingsPage() {
  const api = useBuildRun();
  const load = useLoad(async signal => {
    const [offerings, instances] = await Promise.all([api.offerings(signal), api.instances(signal)]);
    return { offerings, instances };
  }, []);
  return (
    <Page>
      <Loaded load={load} what="offerings" lines={10}>
        {({ offerings, instances }) => (
          <>
            <Offerings offerings={offerings} instances={instances} />
            <Instances instances={instances} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Offerings({ offerings, instances }: { offerings: Offering[]; instances: Instance[] }) {
  if (offerings.length === 0) {
    return (
      <Section title="Offerings">
        <Nothing title="The platform offers nothing yet">
          The platform team registers a Resource of type platform-service for each thing that teams can have.
        </Nothing>
      </Section>
    );
  }
  const used = offerings
    .map(({ ref, title }) => ({
      name: title,
      value: instances.filter(({ offering }) => offering === ref).length,
      tone: 'busy' as const,
    }))
    .sort((a, b) => b.value - a.value);
  return (
    <>
      <Section title="Offerings" hint="What a team can have by asking for it in a golden path">
        <DataTable
          caption="Offerings of the platform"
          items={offerings}
          id={one => one.ref}
          columns={[
            { title: 'Offering', cell: one => <Name of={one.ref} /> },
            { title: 'Version', cell: one => one.version ?? '-' },
            { title: 'Plans', cell: one => one.plans.join(', ') || '-' },
            { title: 'Bound as', cell: one => one.bindingType ?? '-' },
            { title: 'Made by', cell: one => one.provisioner ?? '-' },
            { title: 'Promise', cell: one => one.slo ?? '-' },
            { title: 'Instances', align: 'end', cell: one => instances.filter(({ offering }) => offering === one.ref).length },
          ]}
        />
      </Section>
      <Section title="How much each is used" hint={count(instances.length, 'instance')}>
        <LevelBars title="Instances of each offering" items={used} unit={String} />
      </Section>
    </>
  );
}

function Instances({ instances }: { instances: Instance[] }) {
  return (
    <Section title="Instances">
      {instances.length === 0 ? (
        <Nothing title="No team has one yet" />
      ) : (
        <DataTable
          caption="Instances of platform services"
          items={instances}
          id={one => one.ref}
          columns={[
            { title: 'Instance', cell: one => <Name of={one.ref} /> },
            { title: 'Of', cell: one => <Name of={one.offering} /> },
            { title: 'Plan', cell: one => one.plan ?? '-' },
            { title: 'Owner', cell: one => <Name of={one.owner} /> },
          ]}
        />
      )}
    </Section>
  );
}
