// Package view makes the view models that the public site, the desk and the API
// share: stories with their coverage, facts by time, agreements and their networks,
// ledgers, storylines.
//
// In come rows of the store and requests, which say what part of a list is asked for;
// out come values that templates show. It writes no answers and knows no page.
package view

import "dateline/web/frame"

// Views makes view models from what the server can look up.
type Views struct {
	*frame.Server
	keptRegister keptRegister
}

// New returns the views of a server. The rooms share them, because they keep the register.
func New(s *frame.Server) *Views { return &Views{Server: s} }
