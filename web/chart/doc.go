// Package chart draws maps, timelines and networks. In come places, days and nodes; out
// come shapes with their coordinates, which templates write as SVG. It is pure: it asks
// nobody and keeps nothing.
package chart
