// Package fetch is the instrument of all that goes out over HTTP: feeds, pages,
// redirects, sitemaps, robots.txt and webhooks go through one Client.
//
// In comes an address; out comes a bounded answer, or an Error that says in a
// sentence what went wrong and whether trying again can help. Whatever the
// other side does, a fetch ends within its timeout and its size, dials nothing
// but public addresses (a guard at dial time, after resolution), follows at
// most five redirects with each one checked anew, sends no credentials and
// keeps no cookies, asks robots.txt where it is told to, and leaves every host
// its pace.
package fetch
