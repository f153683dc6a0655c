import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { catalogApiRef, useEntity } from '@backstage/plugin-catalog-react';
import { buildRunApiRef, type BuildRunClient, type Ref } from '../api';
import { useLoad } from './load';

export function useBuildRun(): BuildRunClient {
  return useApi(buildRunApiRef);
}

/** The entity whose page this is. */
export function useOwnRef(): Ref {
  return stringifyEntityRef(useEntity().entity);
}

export interface Me {
  ref: Ref;
  /** What I act for: myself and my groups, those above them included. */
  owns: Ref[];
  isOfPlatformTeam: boolean;
}

/** Who is signed in; undefined as long as nobody knows. */
export function useMe(): Me | undefined {
  const identity = useApi(identityApiRef);
  const catalog = useApi(catalogApiRef);
  return useLoad(async () => {
    const { userEntityRef, ownershipEntityRefs } = await identity.getBackstageIdentity();
    const { items } = await catalog.getEntities({
      filter: { kind: 'group', 'spec.type': 'platform-team' },
      fields: ['kind', 'metadata.name', 'metadata.namespace'],
    });
    const teams = items.map(stringifyEntityRef);
    return {
      ref: userEntityRef,
      owns: ownershipEntityRefs,
      isOfPlatformTeam: teams.some(team => ownershipEntityRefs.includes(team)),
    };
  }, []).data;
}

/** Whether whoever is signed in acts for the owner of the entity whose page this is. */
export function useIsMine(): boolean {
  const { entity } = useEntity();
  const me = useMe();
  const owners = (entity.relations ?? []).filter(({ type }) => type === 'ownedBy').map(({ targetRef }) => targetRef);
  return me !== undefined && owners.some(owner => me.owns.includes(owner));
}
