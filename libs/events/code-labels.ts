import type {
  AssessmentFactor,
  Category,
  ClosureReason,
  Disability,
  Ethnicity,
  PrimaryNeed,
  Sex,
  Source,
  UpnUnknownReason,
} from './codes.ts';

/** What each code means, in the words of the census guide. The compiler refuses a code without a label. */
interface Labels {
  readonly sex: Readonly<Record<Sex, string>>;
  readonly ethnicity: Readonly<Record<Ethnicity, string>>;
  readonly disability: Readonly<Record<Disability, string>>;
  readonly upnUnknownReason: Readonly<Record<UpnUnknownReason, string>>;
  readonly source: Readonly<Record<Source, string>>;
  readonly primaryNeed: Readonly<Record<PrimaryNeed, string>>;
  readonly assessmentFactor: Readonly<Record<AssessmentFactor, string>>;
  readonly closureReason: Readonly<Record<ClosureReason, string>>;
  readonly category: Readonly<Record<Category, string>>;
}

export const labels: Labels = {
  sex: {
    F: 'Female',
    M: 'Male',
    U: 'Unknown (includes unborn / not recorded)',
  },
  ethnicity: {
    WBRI: 'White British',
    WIRI: 'White Irish',
    WIRT: 'Traveller of Irish heritage',
    WOTH: 'Any other White background',
    WROM: 'Gypsy/Roma',
    MWBC: 'White and Black Caribbean',
    MWBA: 'White and Black African',
    MWAS: 'White and Asian',
    MOTH: 'Any other mixed background',
    AIND: 'Indian',
    APKN: 'Pakistani',
    ABAN: 'Bangladeshi',
    CHNE: 'Chinese',
    AOTH: 'Any other Asian background',
    BCRB: 'Caribbean',
    BAFR: 'African',
    BOTH: 'Any other black background',
    OOTH: 'Any other ethnic group',
    REFU: 'Refused',
    NOBT: 'Information not yet obtained',
  },
  disability: {
    NONE: 'NO DISABILITY',
    MOB: 'MOBILITY – getting about the house and beyond',
    HAND: 'HAND FUNCTION – holding and touching',
    PC: 'PERSONAL CARE – For example eating, washing, going to the toilet, dressing',
    INC: 'INCONTINENCE – controlling the passage of urine or faeces',
    COMM: 'COMMUNICATION – speaking and/or understanding others',
    LD: 'LEARNING – For example having special educational needs',
    HEAR: 'HEARING',
    VIS: 'VISION',
    BEH: 'BEHAVIOUR – a condition entailing behavioural difficulties, includes attention deficit hyperactivity disorder (ADHD)',
    CON: 'CONCIOUSNESS – seizures',
    AUT: 'DIAGNOSED WITH AUTISM OR ASPERGER SYNDROME – diagnosed by a qualified medical practitioner as having classical autism or Asperger syndrome. Do not include children who have merely been identified as having an autistic spectrum disorder (ASD), for example, by their school. This can be associated with the behaviour and learning categories above',
    DDA: 'OTHER DDA – one or more of the child’s disabilities under the Disability Discrimination Act 2005 does not fall into any of the above categories',
  },
  upnUnknownReason: {
    UN1: 'The meaning was not in the text seen',
    UN2: 'The meaning was not in the text seen',
    UN3: 'The meaning was not in the text seen',
    UN4: 'The meaning was not in the text seen',
    UN5: 'The meaning was not in the text seen',
    UN6: 'The meaning was not in the text seen',
    UN7: 'The meaning was not in the text seen',
  },
  source: {
    '1A': 'INDIVIDUAL – family member, relative or carer',
    '1B': 'INDIVIDUAL – acquaintance (including neighbours and child minders)',
    '1C': 'INDIVIDUAL – self',
    '1D': 'INDIVIDUAL – other (including strangers or Members of Parliament (MPs)',
    '2A': 'SCHOOLS',
    '2B': 'EDUCATION SERVICES',
    '3A': 'HEALTH SERVICES – general practitioner (GP)',
    '3B': 'HEALTH SERVICES – health visitor',
    '3C': 'HEALTH SERVICES – school nurse',
    '3D': 'HEALTH SERVICES – other primary health services',
    '3E': 'HEALTH SERVICES – A&E (accident and emergency department)',
    '3F': 'HEALTH SERVICES – other (for example hospice)',
    4: 'HOUSING - local authority housing or housing association',
    '5A': 'LA SERVICES – social care, for example adults social care services',
    '5B': 'LA SERVICES – other internal services, not including social care or early help',
    '5C': 'LA SERVICES – external, from another local authority’s services, for example social care or early help',
    '5D': 'LA SERVICES – early help',
    6: 'POLICE',
    7: 'OTHER LEGAL AGENCY – including courts, probation, immigration, CAFCASS (Children and Family Court Advisory and Support Service) or prison',
    8: 'OTHER – including children’s centres, independent agency providers or voluntary organisations',
    9: 'ANONYMOUS',
    10: 'UNKNOWN',
  },
  primaryNeed: {
    N1: 'Abuse or neglect - children in need as a result of, or at risk of, abuse or neglect; also includes children at risk because of domestic violence',
    N2: 'Child’s disability - children and families whose main need for services arises because of their child’s disability, illness or intrinsic condition',
    N3: 'Parental disability or illness - children whose main need for services arises because the capacity of their parent(s) (or carer(s)) to care for them is impaired by the parent’s (or carer’s) disability, physical or mental illness, or addictions',
    N4: 'Family in acute stress - children whose needs arise from living in a family that is going through a temporary crisis that diminishes the parental capacity to adequately meet some of the children’s needs',
    N5: 'Family dysfunction - children whose needs primarily arise from living in a family where the parenting capacity is chronically inadequate',
    N6: 'Socially unacceptable behaviour - children and families whose need for services primarily arise out of the child’s behaviour impacting detrimentally on the community',
    N7: 'Low income - children, living in families or independently, whose needs primarily arise from being dependent on an income below the standard state entitlements',
    N8: 'Absent parenting - children whose needs for services arise mainly from having no parents available to provide for them',
    N9: 'Cases other than children in need - children who have been adopted and, although they are no longer a child in need, receive adoption support from social services immediately after adoption. This should not be used where a child receives an adoption payment only as these children should not be included in the census',
    N0: 'Not stated - children whose reference data is not completely entered on the system and whose need code is yet to be determined or the case is a referral that has been closed following assessment',
  },
  assessmentFactor: {
    '1A': 'Alcohol misuse: concerns about alcohol misuse by the child',
    '1B': 'Alcohol misuse: concerns about alcohol misuse by the parent(s) or carer(s)',
    '1C': 'Alcohol misuse: concerns about alcohol misuse by another person living in the household',
    '2A': 'Drug misuse: concerns about drug misuse by the child',
    '2B': 'Drug misuse: concerns about drug misuse by the parent(s) or carer(s)',
    '2C': 'Drug misuse: concerns about drug misuse by another person living in the household',
    '3A': 'Domestic abuse: concerns about the child being the subject of domestic abuse',
    '3B': 'Domestic abuse: concerns about the child’s parent(s) or carer(s) being the subject of domestic abuse',
    '3C': 'Domestic abuse: concerns about another person living in the household being the subject of domestic abuse',
    '4A': 'Mental health: concerns about the mental health of the child',
    '4B': 'Mental health: concerns about the mental health of the parent(s) or carer(s)',
    '4C': 'Mental health: concerns about the mental health of another person in the family/household',
    '5A': 'Learning disability: concerns about the child’s learning disability',
    '5B': 'Learning disability: concerns about the parent(s) or carer(s) learning disability',
    '5C': 'Learning disability: concerns about another person in the family/household’s learning disability',
    '6A': 'Physical disability or illness: concerns about a physical disability or illness of the child',
    '6B': 'Physical disability or illness: concerns about a physical disability or illness of the parent(s) or carer(s)',
    '6C': 'Physical disability or illness: concerns about a physical disability or illness of another person in the family/household',
    '7A': 'Young carer: concerns that services may be required or the child’s health or development may be impaired due to their caring responsibilities',
    '8B': 'Privately fostered: concerns that services may be required or the child may be at risk as a privately fostered child - overseas children who intend to return',
    '8C': 'Privately fostered: concerns that services may be required or the child may be at risk as a privately fostered child - overseas children who intend to stay',
    '8D': 'Privately fostered: concerns that services may be required or the child may be at risk as a privately fostered child - UK children in educational placements',
    '8E': 'Privately fostered: concerns that services may be required or the child may be at risk as a privately fostered child - UK children making alternative family arrangements',
    '8F': 'Privately fostered: concerns that services may be required or the child may be at risk as a privately fostered child - other',
    '9A': 'UASC: concerns that services may be required or the child may be at risk of harm as an unaccompanied asylum-seeking child',
    '10A':
      'Missing: concerns that services may be required or the child may be at risk of harm due to going/being missing',
    '11A':
      'Child sexual exploitation: concerns that services may be required or the child may be at risk of harm due to child sexual exploitation',
    '12A': 'Trafficking: concerns that services may be required or the child may be at risk of harm due to trafficking',
    '13A':
      'Gangs: concerns that services may be required or the child may be at risk of harm because of involvement in/with gangs',
    '14A':
      'Socially unacceptable behaviour: concerns that services may be required or the child may be at risk due to their socially unacceptable behaviour',
    '15A':
      'Self-harm: concerns that services may be required or due to suspected/actual self-harming child may be at risk of harm',
    '16A':
      'Abuse or neglect – NEGLECT’: concerns that services may be required or the child may be suffering or likely to suffer significant harm due to abuse or neglect',
    '17A':
      'Abuse or neglect – EMOTIONAL ABUSE’: concerns that services may be required or the child may be suffering or likely to suffer significant harm due to abuse or neglect',
    '18A':
      'Abuse or neglect – PHYSICAL ABUSE’: concerns that services may be required or the child may be suffering or likely to suffer significant harm due to abuse or neglect',
    '18B':
      'Abuse or neglect – PHYSICAL ABUSE’: concerns that services may be required or the child may be suffering or likely to suffer significant harm due to abuse or neglect by another child',
    '18C':
      'Abuse or neglect – PHYSICAL ABUSE’: concerns that services may be required or the child may be suffering or likely to suffer significant harm due to abuse or neglect by an adult',
    '19A':
      'Abuse or neglect – SEXUAL ABUSE’: concerns that services may be required or the child may be suffering or likely to suffer significant harm due to abuse or neglect',
    '19B':
      'Abuse or neglect – SEXUAL ABUSE’: concerns that services may be required or the child may be suffering or likely to suffer significant harm due to abuse or neglect by another child',
    '19C':
      'Abuse or neglect – SEXUAL ABUSE’: concerns that services may be required or the child may be suffering or likely to suffer significant harm due to abuse or neglect by an adult',
    20: 'Other',
    21: 'No factors identified - only use this code if there is no evidence of any of the factors listed above or below and no further action is being taken',
    '22A':
      'Female genital mutilation (FGM) - concerns that services may be required or the child may be at risk due to female genital mutilation',
    '23A':
      'Abuse linked to faith or belief - concerns that services may be required or the child may be at risk due to abuse linked to faith or belief',
    '24A':
      'Child criminal exploitation: concerns that services may be required or the child may be at risk of harm due to child criminal exploitation',
  },
  closureReason: {
    RC1: 'Adopted',
    RC2: 'Died',
    RC3: 'Child arrangements order',
    RC4: 'Special guardianship order',
    RC5: 'Transferred to services of another local authority',
    RC6: 'Transferred to adult social care services',
    RC7: 'Services ceased for any other reason, including child no longer in need',
    RC8: 'Case closed after assessment, no further action',
    RC9: 'Case closed after assessment, referred to early help',
  },
  category: {
    NEG: 'Neglect',
    PHY: 'Physical abuse',
    SAB: 'Sexual abuse',
    EMO: 'Emotional abuse',
  },
};
