// Package site is what readers see: the front page, sections, dispatches and the
// evidence behind them, stories, the register, search, subscriptions and feeds.
//
// In come the view models of package view and readers' requests; out go pages, feeds
// and sitemaps. It shows what the desk published and what the newsroom lets readers see.
package site

import (
	"embed"

	"dateline/web/view"
)

//go:embed templates
var templates embed.FS

// A Site answers readers. Its methods are its pages, in files by page.
type Site struct {
	*view.Views
	keptSitemap keptDocument
}

// Add adds the public site to the pages.
func Add(v *view.Views) error {
	s := &Site{Views: v}
	if err := s.AddTemplates("", templates); err != nil {
		return err
	}
	s.routes()
	return nil
}
