// Package api answers programs with JSON: dispatches, stories, storylines, ledgers,
// reports, and the page that describes these addresses.
//
// In come the view models of package view; out go lists with the address of their next
// page. Errors are JSON too.
package api

import (
	"embed"

	"dateline/web/view"
)

//go:embed templates
var templates embed.FS

// An API answers programs.
type API struct{ *view.Views }

// Add adds the API to the pages.
func Add(v *view.Views) error {
	s := &API{v}
	if err := s.AddTemplates("", templates); err != nil {
		return err
	}
	s.routes()
	return nil
}
