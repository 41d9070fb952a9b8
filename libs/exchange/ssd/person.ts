import { codeSets, type Source } from '#events';
import { namesIn } from '../dfe/payload.ts';
import type { ChildRecord } from '../record/child-record.ts';
import { endOf } from '../record/as-of.ts';
import type { SsdRow } from './columns.ts';

export function personRow({ child, details, diedOn }: ChildRecord): SsdRow<'ssd_person'> {
  const { first_name, surname } = namesIn(details.name);
  return {
    pers_person_id: child,
    pers_upn: details.upn,
    pers_forename: first_name,
    pers_surname: surname,
    pers_sex: details.sex,
    pers_gender: details.sex,
    pers_ethnicity: details.ethnicity,
    pers_dob: details.dateOfBirth,
    // "Populate from NHS number if available."
    pers_single_unique_id: details.nhsNumber,
    pers_upn_unknown: details.upn === undefined ? details.upnUnknownReason : undefined,
    pers_expected_dob: details.dateOfBirth === undefined ? details.expectedDateOfBirth : undefined,
    pers_death_date: diedOn,
  };
}

export function disabilityRows({ child, details }: ChildRecord): readonly SsdRow<'ssd_disability'>[] {
  return (details.disabilities ?? []).map((code) => ({
    disa_table_id: `${child}-${code}`,
    disa_person_id: child,
    disa_disability_code: code,
  }));
}

export function contactRows({ child, contacts }: ChildRecord): readonly SsdRow<'ssd_contacts'>[] {
  return contacts.map(({ id, on, source, outcome }) => ({
    cont_contact_id: id,
    cont_person_id: child,
    cont_contact_date: on,
    cont_contact_source_code: source,
    cont_contact_source_desc: sourceDescribed(source),
    cont_contact_outcome_json:
      outcome === undefined
        ? undefined
        : flags({
            NEW_REFERRAL_FLAG: outcome === 'referral',
            EXISTING_REFERRAL_FLAG: outcome === 'open-case',
            NFA_FLAG: outcome === 'no-further-action',
            ADVICE_FLAG: outcome === 'information-and-advice',
            OTHER_OUTCOMES_EXIST_FLAG: outcome === 'early-help',
          }),
  }));
}

export function involvementRows({ child, allocations, episodes }: ChildRecord): readonly SsdRow<'ssd_involvements'>[] {
  return allocations.map(({ id, worker, team, from, to }) => ({
    invo_involvements_id: id,
    invo_person_id: child,
    invo_professional_id: worker,
    invo_professional_team: team,
    invo_referral_id: episodes.findLast((one) => one.referredOn <= from && (endOf(one) ?? from) >= from)?.id,
    invo_involvement_start_date: from,
    invo_involvement_end_date: to,
  }));
}

export function sourceDescribed(source: Source): string | undefined {
  return codeSets.find(({ id }) => id === 'source')?.codes.find(({ code }) => code === source)?.label;
}

/** Outcomes as the dataset has them: one JSON object of flags, Y or N. */
export function flags(values: Readonly<Record<string, boolean>>): string {
  return JSON.stringify(Object.fromEntries(Object.entries(values).map(([name, is]) => [name, yesNo(is)])));
}

/** Y or N; undefined where it is not known. */
export function yesNo(is: boolean): 'Y' | 'N';
export function yesNo(is: boolean | undefined): 'Y' | 'N' | undefined;
export function yesNo(is: boolean | undefined): 'Y' | 'N' | undefined {
  return is === undefined ? undefined : is ? 'Y' : 'N';
}
