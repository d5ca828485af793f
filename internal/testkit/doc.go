// Package testkit makes the outer world of a test: a loopback web of many hosts
// from one text file, with HTTPS and its own authority, and a logger that
// writes to the test. In comes a txtar text or a handler; out comes what
// fetch.Config needs to reach it (Resolve, RootCAs) and a log of what was asked.
package testkit
