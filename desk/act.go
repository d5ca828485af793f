package desk

import (
	"errors"
	"fmt"
	"slices"

	"dateline/news"
)

// Act is something done to a dispatch.
type Act string

const (
	Save          Act = "save"
	Submit        Act = "submit" // a draft, to the editors
	Return        Act = "return" // what was submitted or embargoed, to its author
	Publish       Act = "publish"
	Embargo       Act = "embargo" // release, with a time before which nothing goes out
	Release       Act = "release" // when the embargo ends; by the program
	Correct       Act = "correct" // what is published, with a note that readers see
	Kill          Act = "kill"    // withdraw what is published; its address stays and says so
	Spike         Act = "spike"   // give a draft up
	Reopen        Act = "reopen"  // take a spiked draft up again
	OpenComments  Act = "open_comments"
	CloseComments Act = "close_comments"
)

// Program is who releases a dispatch when its embargo ends. It may do nothing
// else.
var Program = news.User{ID: "program", Name: "Dateline", State: news.UserActive}

// Why an act was refused, for callers that answer with a status code; the
// sentence for people is the error's text.
var (
	ErrRole    = errors.New("the user may not do this")
	ErrState   = errors.New("the dispatch is not in a state for this")
	ErrContent = errors.New("the dispatch or the order is not complete")
	ErrStale   = errors.New("the dispatch was changed in the meantime")
)

// A Refusal is why an act was not done: a sentence for people and, where it is a
// dispatch's, one of the Err values.
type Refusal struct {
	Kind     error
	Sentence string
}

func (r *Refusal) Error() string { return r.Sentence }
func (r *Refusal) Unwrap() error { return r.Kind }

func refuse(kind error, format string, args ...any) error {
	return &Refusal{kind, fmt.Sprintf(format, args...)}
}

// who is the least a user must be for an arrow.
type who int

const (
	owner  who = iota + 1 // its author, or an editor
	editor                // an editor or an administrator
	program
)

// An arrow is one step of a dispatch's life: what leads from a state to another.
type arrow struct {
	act  Act
	from news.DispatchState
	to   news.DispatchState
	by   who
}

// life is every arrow there is: what is not here cannot be done. Acts offers
// its acts in this order.
var life = []arrow{
	{Save, news.Draft, news.Draft, owner},
	{Save, news.Submitted, news.Submitted, editor},
	{Submit, news.Draft, news.Submitted, owner},
	{Publish, news.Draft, news.Published, editor},
	{Publish, news.Submitted, news.Published, editor},
	{Publish, news.Embargoed, news.Published, editor}, // the embargo was lifted early
	{Embargo, news.Draft, news.Embargoed, editor},
	{Embargo, news.Submitted, news.Embargoed, editor},
	{Embargo, news.Embargoed, news.Embargoed, editor}, // another time
	{Release, news.Embargoed, news.Published, program},
	{Correct, news.Published, news.Published, editor},
	{OpenComments, news.Published, news.Published, editor},
	{CloseComments, news.Published, news.Published, editor},
	{Return, news.Submitted, news.Draft, owner},
	{Return, news.Embargoed, news.Draft, editor},
	{Spike, news.Draft, news.Spiked, owner},
	{Spike, news.Submitted, news.Spiked, editor},
	{Reopen, news.Spiked, news.Draft, owner},
	{Kill, news.Published, news.Killed, editor},
}

// May says whether the user may do the act to the dispatch as it stands: nil,
// or a *Refusal whose sentence says why not and what to do. It does not look at
// what the order holds; Apply does.
func May(u news.User, a Act, d news.Dispatch) error {
	s, ok := arrowOf(a, d.State)
	if !ok {
		return refuse(ErrState, "%s", stateSentence(a, d.State))
	}
	if s.by == program {
		if u.ID != Program.ID {
			return refuse(ErrRole, "An embargo ends by itself when its time comes; to publish earlier, press Publish.")
		}
		return nil
	}
	if u.State != news.UserActive {
		return refuse(ErrRole, "Your account is blocked; ask an administrator.")
	}
	switch {
	case u.Role == news.Editor || u.Role == news.Administrator:
	case u.Role != news.Reporter:
		return refuse(ErrRole, "Only reporters and editors may do this; ask an administrator for the role.")
	case s.by == editor:
		return refuse(ErrRole, "%s", editorSentence(a))
	case d.AuthorID != u.ID:
		return refuse(ErrRole, "This is another reporter's dispatch; ask its author or an editor.")
	}
	if a == OpenComments && d.CommentsOpen || a == CloseComments && !d.CommentsOpen {
		return refuse(ErrState, "The comments are that way already; there is nothing to do.")
	}
	return nil
}

// Acts lists what the user may do to the dispatch: the buttons of its page, in
// the order in which a page shows them.
func Acts(u news.User, d news.Dispatch) []Act {
	var acts []Act
	for _, s := range life {
		if !slices.Contains(acts, s.act) && May(u, s.act, d) == nil {
			acts = append(acts, s.act)
		}
	}
	return acts
}

// MayBegin says whether the user may begin a dispatch.
func MayBegin(u news.User) error {
	if u.State != news.UserActive {
		return refuse(ErrRole, "Your account is blocked; ask an administrator.")
	}
	if u.Role != news.Reporter && !mayEdit(u) {
		return refuse(ErrRole, "Only reporters and editors may write; ask an administrator for the role.")
	}
	return nil
}

func mayEdit(u news.User) bool {
	return u.State == news.UserActive && (u.Role == news.Editor || u.Role == news.Administrator)
}

func arrowOf(a Act, from news.DispatchState) (arrow, bool) {
	for _, s := range life {
		if s.act == a && s.from == from {
			return s, true
		}
	}
	return arrow{}, false
}

// stateSentence says why an act does not go with a state, and what does.
func stateSentence(a Act, state news.DispatchState) string {
	known := slices.ContainsFunc(life, func(s arrow) bool { return s.act == a })
	if !known {
		return fmt.Sprintf("There is no act %q; reload the page and choose one of its buttons.", a)
	}
	switch state {
	case news.Draft:
		return "This is a draft that readers have not seen; save, submit, publish or spike it."
	case news.Submitted:
		return "This is with the editors; return it to its author to change it."
	case news.Embargoed:
		return "This is released and held until its embargo ends; return it to its author to change it."
	case news.Published:
		return "This is published; correct it with a note to readers, or kill it."
	case news.Killed:
		return "This was killed and stays so; write a new dispatch."
	case news.Spiked:
		return "This was spiked; reopen it first."
	}
	return fmt.Sprintf("The dispatch is in no known state (%q); ask an administrator to run dateline doctor.", state)
}

func editorSentence(a Act) string {
	switch a {
	case Publish, Embargo:
		return "Only an editor may publish; submit it to the editors."
	case Correct, Kill:
		return "Only an editor may change what is published; tell one what is wrong."
	case Save, Spike:
		return "This is with the editors; take it back to change it."
	}
	return "Only an editor may do this; ask one."
}
