// Package web is what people see over HTTP: the public site, the desk and the
// API. In come a newsroom and requests; out go pages that work without a script,
// with the keyboard, on a telephone and on paper, and documents for programs
// (feeds, sitemaps, JSON).
//
// What is said stands in publish (view models) and newsroom (orders and
// look-ups); here it is only asked for, shown, and protected: sessions, limits,
// headers, and one table from errors to status codes. Templates and assets are
// embedded. A form posts and redirects; what a person did wrong comes back as a
// sentence on the same form.
package web
