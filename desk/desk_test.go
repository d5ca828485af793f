package desk

import (
	"errors"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/news"
)

var (
	noon     = time.Date(2024, 6, 19, 12, 0, 0, 0, time.UTC)
	reader   = news.User{ID: "user_reader", Name: "R. Eader", Role: news.Reader, State: news.UserActive}
	reporter = news.User{ID: "user_reporter", Name: "R. Porter", Role: news.Reporter, State: news.UserActive}
	other    = news.User{ID: "user_other", Name: "O. Ther", Role: news.Reporter, State: news.UserActive}
	anEditor = news.User{ID: "user_editor", Name: "E. Ditor", Role: news.Editor, State: news.UserActive}
	admin    = news.User{ID: "user_admin", Name: "A. Dmin", Role: news.Administrator, State: news.UserActive}
	blocked  = news.User{ID: "user_blocked", Name: "B. Locked", Role: news.Administrator, State: news.UserBlocked}
	everyone = []news.User{reader, reporter, other, anEditor, admin, blocked, Program}

	allActs   = []Act{Save, Submit, Return, Publish, Embargo, Release, Correct, Kill, Spike, Reopen, OpenComments, CloseComments}
	allStates = []news.DispatchState{news.Draft, news.Submitted, news.Embargoed, news.Published, news.Killed, news.Spiked}
)

func complete() news.Dispatch {
	return news.Dispatch{ID: "dis_abcdefgh12345678", State: news.Draft, Section: "world", Headline: "Two countries sign a pact",
		Standfirst: "It replaces three older ones.", Body: "They signed it on Wednesday.[^1]", AuthorID: reporter.ID, ChangedAt: noon,
		Citations: []news.DispatchCitation{{Number: 1, Citation: news.Citation{ReportID: "rep_1", Version: 1, Exact: "They signed it on Wednesday.", End: 28}}}}
}

// The whole table: which roles may do which act in which state. Everything that
// is not in it must be refused.
func TestMay(t *testing.T) {
	own, edit, prog := "reporter editor admin", "editor admin", "program"
	allowed := map[news.DispatchState]map[Act]string{
		news.Draft:     {Save: own, Submit: own, Spike: own, Publish: edit, Embargo: edit},
		news.Submitted: {Save: edit, Return: own, Spike: edit, Publish: edit, Embargo: edit},
		news.Embargoed: {Return: edit, Publish: edit, Embargo: edit, Release: prog},
		news.Published: {Correct: edit, Kill: edit, CloseComments: edit},
		news.Killed:    {},
		news.Spiked:    {Reopen: own},
	}
	for _, state := range allStates {
		for _, act := range append(slices.Clone(allActs), "burn") {
			for _, u := range everyone {
				d := complete()
				d.State = state
				d.CommentsOpen = true
				want := slices.Contains(strings.Fields(allowed[state][act]), strings.TrimPrefix(u.ID, "user_"))
				err := May(u, act, d)
				if (err == nil) != want {
					t.Errorf("May(%s, %s, %s) = %v, want allowed: %v", u.ID, act, state, err, want)
				}
				if got := slices.Contains(Acts(u, d), act); got != want {
					t.Errorf("Acts(%s, %s) has %s: %v, want %v", u.ID, state, act, got, want)
				}
				if err != nil && (!strings.HasSuffix(err.Error(), ".") || len(err.Error()) < 20) {
					t.Errorf("May(%s, %s, %s): %q is no sentence", u.ID, act, state, err)
				}
			}
		}
	}
}

func TestApplyLife(t *testing.T) {
	d := complete()
	d, owed := do(t, d, Order{Act: Submit}, reporter, noon)
	if d.State != news.Submitted || owed != nil {
		t.Fatalf("submit: state %s, owed %v", d.State, owed)
	}
	d, owed = do(t, d, Order{Act: Embargo, Until: noon.Add(time.Hour)}, anEditor, noon)
	if want := []Consequence{{Kind: WakeAt, At: noon.Add(time.Hour), DecidedBy: anEditor.ID}}; !cmp.Equal(owed, want) {
		t.Fatalf("embargo: owed %v, want %v", owed, want)
	}
	if _, _, err := Apply(d, Order{Act: Release}, Program, noon.Add(time.Hour-1)); !errors.Is(err, ErrState) {
		t.Fatalf("release before its time: %v, want ErrState", err)
	}
	d, owed = do(t, d, Order{Act: Release}, Program, noon.Add(time.Hour))
	if want := []Consequence{{Kind: DeliverEdition, Edition: 1, DecidedBy: anEditor.ID}}; !cmp.Equal(owed, want) {
		t.Fatalf("release: owed %v, want %v", owed, want)
	}
	if d.Slug != "2024-06-19-two-countries-sign-a-pact-5678" || !d.PublishedAt.Equal(noon.Add(time.Hour)) || d.Edition != 1 {
		t.Errorf("release: slug %q, published %v, edition %d", d.Slug, d.PublishedAt, d.Edition)
	}
	if _, _, err := Apply(d, Order{Act: Release}, Program, noon.Add(2*time.Hour)); !errors.Is(err, ErrState) {
		t.Errorf("a second wake: %v, want ErrState", err)
	}
	draft := d
	draft.Headline = "Three countries sign a pact"
	slug, published := d.Slug, d.PublishedAt
	d, owed = do(t, d, Order{Act: Correct, Note: " There were three. ", Draft: draft}, anEditor, noon.Add(3*time.Hour))
	if want := []Consequence{{Kind: DeliverEdition, Edition: 2, DecidedBy: anEditor.ID}}; !cmp.Equal(owed, want) {
		t.Errorf("correct: owed %v, want %v", owed, want)
	}
	if want := []news.Correction{{At: noon.Add(3 * time.Hour), Note: "There were three.", By: anEditor.ID}}; !cmp.Equal(d.Corrections, want) {
		t.Errorf("corrections: got %v, want %v", d.Corrections, want)
	}
	if d.Headline != draft.Headline || d.Slug != slug || !d.PublishedAt.Equal(published) || d.Edition != 2 {
		t.Errorf("correct: %q %q %v edition %d", d.Headline, d.Slug, d.PublishedAt, d.Edition)
	}
	d, owed = do(t, d, Order{Act: Kill, Subject: "A report", Note: "There was no pact."}, admin, noon.Add(4*time.Hour))
	if d.State != news.Killed || d.KillNote != "There was no pact." || d.KillSubject != "A report" || d.Slug != "withdrawn-abcdefgh12345678" || d.Edition != 3 || len(owed) != 1 || owed[0].Edition != 3 {
		t.Errorf("kill: %+v owed %v", d, owed)
	}
}

func TestApplyRefuses(t *testing.T) {
	published := complete()
	published.State, published.Edition, published.PublishedAt = news.Published, 1, noon
	embargoed := complete()
	embargoed.State, embargoed.EmbargoUntil = news.Embargoed, noon.Add(-time.Hour)
	for name, c := range map[string]struct {
		d    news.Dispatch
		o    Order
		u    news.User
		kind error
		says string
	}{
		"correct without a note": {published, Order{Act: Correct, Draft: published, Note: " \x00"}, anEditor, ErrContent, "what was wrong"},
		"kill without a note":    {published, Order{Act: Kill, Subject: "A report"}, anEditor, ErrContent, "reason"},
		"kill with a long note":  {published, Order{Act: Kill, Subject: "A report", Note: strings.Repeat("x", 2001)}, anEditor, ErrContent, "2001"},
		"kill without subject":   {published, Order{Act: Kill, Subject: " ", Note: "Wrong."}, anEditor, ErrContent, "needs a subject"},
		"kill with the headline": {published, Order{Act: Kill, Subject: "On “" + strings.ToUpper(strings.ReplaceAll(published.Headline, " ", "  ")) + "”", Note: "Wrong."}, anEditor, ErrContent, "repeats"},
		"note with the headline": {published, Order{Act: Kill, Subject: "A report", Note: "“" + published.Headline + "” was wrong."}, anEditor, ErrContent, "repeats"},
		"correct to nothing":     {published, Order{Act: Correct, Note: "x"}, anEditor, ErrContent, "no headline"},
		"silent change":          {published, Order{Act: Save, Draft: published}, admin, ErrState, "correct it"},
		"embargo in the past":    {complete(), Order{Act: Embargo, Until: noon}, anEditor, ErrContent, "still to come"},
		"embargo without a time": {complete(), Order{Act: Embargo}, anEditor, ErrContent, "still to come"},
		"publish without text":   {news.Dispatch{State: news.Draft, Headline: "x", Section: "world"}, Order{Act: Publish}, anEditor, ErrContent, "no text"},
		"submit nothing":         {news.Dispatch{State: news.Draft, AuthorID: reporter.ID}, Order{Act: Submit}, reporter, ErrContent, "headline"},
		"stale":                  {complete(), Order{Act: Save, Seen: noon.Add(-1)}, reporter, ErrStale, "reload"},
		"released by nobody":     {embargoed, Order{Act: Release}, Program, ErrState, "No editor"},
		"another's citation": {complete(), Order{Act: Save, Draft: news.Dispatch{Citations: []news.DispatchCitation{{Number: 1, Citation: news.Citation{Exact: "else"}}}}},
			reporter, ErrContent, "another sentence"},
		"long headline": {complete(), Order{Act: Save, Draft: news.Dispatch{Headline: strings.Repeat("é", 301)}}, reporter, ErrContent, "301"},
	} {
		after, owed, err := Apply(c.d, c.o, c.u, noon)
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %v saying %q", name, err, c.kind, c.says)
		}
		if owed != nil || !cmp.Equal(after, c.d) {
			t.Errorf("%s: a refusal changed something: %v %s", name, owed, cmp.Diff(c.d, after))
		}
	}
}

// However acts follow each other and whoever tries them: nothing comes to be
// published but by an editor's decision, what readers saw changes only with a
// note, and an edition is delivered exactly when one came to be.
func TestNothingIsPublishedWithoutAnEditor(t *testing.T) {
	random := rand.New(rand.NewSource(1))
	released := 0
	for range 3000 {
		d, now := complete(), noon
		decided := false
		for range 12 {
			u, act := everyone[random.Intn(len(everyone))], allActs[random.Intn(len(allActs))]
			now = now.Add(time.Duration(random.Intn(90)) * time.Minute)
			o := Order{Act: act, Until: now.Add(time.Duration(random.Intn(120)-20) * time.Minute), Draft: complete()}
			o.Draft.Headline = []string{"", "One", "Two"}[random.Intn(3)]
			if random.Intn(2) == 0 {
				o.Note = "why"
			}
			before := clone(d)
			after, owed, err := Apply(d, o, u, now)
			if !cmp.Equal(before, d) {
				t.Fatalf("Apply changed what it was given: %s", cmp.Diff(before, d))
			}
			if err != nil {
				continue
			}
			if (u.ID == anEditor.ID || u.ID == admin.ID) && (act == Publish || act == Embargo) {
				decided = true
			}
			if act == Return {
				decided = false
			}
			public := before.State == news.Published || after.State == news.Published
			if public && !decided {
				t.Fatalf("%s by %s made it %s without an editor", act, u.ID, after.State)
			}
			if after.State == news.Published && before.State != news.Published {
				released++
				if by := after.ReleasedBy; by != anEditor.ID && by != admin.ID {
					t.Fatalf("released by %q", by)
				}
			}
			if before.State == news.Published && before.Headline != after.Headline && len(after.Corrections) != len(before.Corrections)+1 {
				t.Fatalf("%s changed a published headline silently", act)
			}
			delivered := slices.ContainsFunc(owed, func(c Consequence) bool { return c.Kind == DeliverEdition && c.Edition == after.Edition })
			if delivered != (after.Edition != before.Edition) {
				t.Fatalf("%s: edition %d after %d, delivered: %v", act, after.Edition, before.Edition, delivered)
			}
			d = after
		}
	}
	if released < 100 {
		t.Errorf("only %d releases were tried; the test shows little", released)
	}
}

func TestComments(t *testing.T) {
	for name, c := range map[string]struct{ who, text, says string }{
		"nobody":    {" ", "Hello", "name"},
		"long name": {strings.Repeat("n", 61), "Hello", "60"},
		"name link": {"www.example.org", "Hello", "link"},
		"empty":     {"Ann", " \n\x00 ", "empty"},
		"long":      {"Ann", strings.Repeat("é", 4001), "4001"},
		"links":     {"Ann", "http://a https://b www.c.example", "links"},
	} {
		if _, err := ReceiveComment(c.who, c.text, noon); !errors.Is(err, ErrContent) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want it to say %q", name, err, c.says)
		}
	}
	got, err := ReceiveComment(" Ann\n Lee ", "One\r\n\r\n\r\n\r\ntwo <b>\x00 http://a ", noon)
	want := news.Comment{Name: "Ann Lee", Text: "One\n\ntwo <b> http://a", State: news.CommentHeld, At: noon}
	if err != nil || got != want {
		t.Fatalf("got %+v %v, want %+v", got, err, want)
	}
	for _, u := range everyone {
		_, err := ModerateComment(u, got, news.CommentApproved)
		if (err == nil) != (u.ID == anEditor.ID || u.ID == admin.ID) {
			t.Errorf("%s approves: %v", u.ID, err)
		}
	}
	if _, err := ModerateComment(admin, got, news.CommentHeld); err == nil {
		t.Error("a comment went back to held")
	}
	if c, err := ModerateComment(admin, got, news.CommentRejected); err != nil || c.State != news.CommentRejected {
		t.Errorf("reject: %v %v", c.State, err)
	}
}

func do(t *testing.T, d news.Dispatch, o Order, u news.User, now time.Time) (news.Dispatch, []Consequence) {
	t.Helper()
	after, owed, err := Apply(d, o, u, now)
	if err != nil {
		t.Fatalf("%s by %s: %v", o.Act, u.ID, err)
	}
	return after, owed
}
