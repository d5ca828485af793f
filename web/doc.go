// Package web is what people see over HTTP: the public site, the desk and the
// API. In come a newsroom and requests; out go pages that work without a script,
// with the keyboard, on a telephone and on paper, and documents for programs
// (feeds, sitemaps, JSON).
//
// It only puts its rooms together: frame takes requests and answers them, view
// makes what several rooms show, chart draws, and site, desk and api hold the pages
// with their templates. What is shown comes from store.Reader, publish (view models)
// and newsroom (look-ups); every change is an order to newsroom.
package web
