/** From here down the table of users is a list of cards. */
export const NARROW = '@media (max-width: 760px)';
