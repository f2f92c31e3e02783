/** The address that the page wrote last; one from elsewhere may name another shop. */
export const handled = { path: '' }
