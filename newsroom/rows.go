package newsroom

import (
	"unicode/utf8"

	"dateline/lang"
	"dateline/news"
	"dateline/read"
	"dateline/store"
)

// The rows that pages show, under names of the newsroom, because pages do not
// know the store.
type (
	ReportRow      = store.ReportRow
	StoryRow       = store.StoryRow
	StoryFilter    = store.StoryFilter
	MatterRow      = store.MatterRow
	FactRow        = store.FactRow
	SourceRow      = store.SourceRow
	ItemRow        = store.ItemRow
	HubRow         = store.HubSubscription
	DispatchRow    = store.DispatchRow
	CommentRow     = store.CommentRow
	AlertRow       = store.AlertRow
	DeliveryRow    = store.DeliveryRow
	Due            = store.Due
	Edition        = store.Edition
	Decision       = store.Decision
	Correction     = store.Correction
	ActorRow       = store.ActorRow
	PlaceRow       = store.PlaceRow
	Span           = store.Span
	DayCount       = store.DayCount
	MapFilter      = store.MapFilter
	StaleCitation  = store.StaleCitation
	ReadBlock      = read.Explained
	Version        = store.Version
	ReportFilter   = store.ReportFilter
	DispatchFilter = store.DispatchFilter
	SearchOrder    = store.SearchOrder
)

// BlockRoles are what the desk can say that a block of a page is.
var BlockRoles = read.CorrectionRoles

// StaleDispatches is the name of the count of dispatches that cite what their
// pages no longer say, and at which nobody looked.
const StaleDispatches = store.StaleDispatches

// PlacesIn gives where a fact was, of an agreement each of its milestones.
func PlacesIn(f news.Fact) []PlaceRow { return store.PlacesIn(f) }

// Distance is how far two places are from each other, in kilometres.
func Distance(a, b PlaceRow) float64 { return store.Distance(a, b) }

// What Retry is told of: the kinds of steps that pages lead from.
const (
	StepLook     = stepLook
	StepPage     = stepPage
	StepRead     = stepRead
	StepRecord   = stepRecord
	StepMatch    = stepMatch
	StepRelease  = stepRelease
	StepEdition  = stepEdition
	StepDeliver  = stepDeliver
	StepWithdraw = stepWithdraw
)

// SplitSentences cuts a text into its sentences.
func SplitSentences(text string) (out []string) {
	for _, s := range lang.Sentences(text) {
		out = append(out, text[s.Start:s.End])
	}
	return out
}

// Sentences gives the sentences of a report, each as a citation of it: what the
// desk picks from.
func Sentences(r news.Report) []news.Citation {
	var out []news.Citation
	bytes, points := 0, 0 // the same place, counted both ways
	for _, s := range lang.Sentences(r.Text) {
		exact := r.Text[s.Start:s.End]
		points += utf8.RuneCountInString(r.Text[bytes:s.Start])
		length := utf8.RuneCountInString(exact)
		out = append(out, news.Citation{ReportID: r.ID, Version: r.Version, Exact: exact, Start: points, End: points + length})
		bytes, points = s.End, points+length
	}
	return out
}
