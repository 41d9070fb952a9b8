/** How the queries that feeds share are documented. */
export const atPosition = {
  name: 'position',
  required: false,
  description: 'The place in the log to take it at; without it that of the authority’s last fact.',
};

export const changesSince = {
  name: 'since',
  required: false,
  description: 'Only what changed since this place, as an earlier feed named it.',
};
