// Package desk is what editors and reporters work with: incoming reports, stories,
// facts, places, people, dispatches, alerts, sources, subscribers, users.
//
// In come the requests of signed-in users; out go pages, and orders to the newsroom,
// which decides. A form posts and redirects; what a person did wrong comes back as a
// sentence on the same form.
package desk

import (
	"embed"

	"dateline/web/view"
)

//go:embed templates
var templates embed.FS

// A Desk answers those who work in the newsroom. Its methods are its pages, in files by page.
type Desk struct {
	*view.Views
	layouts chan struct{} // places of texts that are being laid out
}

// Add adds the desk to the pages.
func Add(v *view.Views) error {
	s := &Desk{Views: v, layouts: make(chan struct{}, layoutsMost)}
	if err := s.AddTemplates("desk", templates); err != nil {
		return err
	}
	s.routes()
	return nil
}
