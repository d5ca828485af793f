// Package texts writes figures, times, places and names as people read them. In come
// values; out come short texts for pages and pictures.
package texts
