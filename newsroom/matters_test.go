package newsroom

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"dateline/join"
	"dateline/news"
	"dateline/store"
)

// inventedStories are the stories of some matters of join's test data, a report
// each time, in an order of chance.
func inventedStories(t *testing.T, seed uint64, matters ...string) (reports []news.Report) {
	t.Helper()
	archive, err := txtar.ParseFile("../join/testdata/matters.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		matter, _, _ := strings.Cut(f.Name, "/")
		if !slices.Contains(matters, matter) {
			continue
		}
		head, body, _ := strings.Cut(string(f.Data), "\n\n")
		r := news.Report{ID: f.Name, URL: "http://" + f.Name, Outlet: f.Name, Kind: news.KindArticle, Language: "en", Text: strings.TrimSpace(body)}
		for line := range strings.Lines(head) {
			switch key, value, _ := strings.Cut(strings.TrimSpace(line), ": "); key {
			case "headline":
				r.Headline = value
			case "at":
				if r.Published, err = time.Parse(time.RFC3339, value); err != nil {
					t.Fatal(err)
				}
			}
		}
		reports = append(reports, r)
	}
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(reports), func(i, k int) { reports[i], reports[k] = reports[k], reports[i] })
	return reports
}

func storyOf(r news.Report) string { return r.ID[:strings.LastIndex(r.ID, "/")] }

// standIn puts reports into the stories that they are of.
func standIn(t *testing.T, n *Newsroom, now time.Time, reports ...news.Report) {
	t.Helper()
	writing(t, n, func(tx *store.Tx) error {
		for _, r := range reports {
			if _, _, err := tx.SaveReport(r, now); err != nil {
				return err
			}
			if err := tx.SaveLink(news.Link{ReportID: r.ID, StoryID: storyOf(r)}, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// tend brings matters up to date.
func tend(t *testing.T, n *Newsroom) {
	t.Helper()
	for worked := true; worked; {
		var err error
		if worked, err = n.tendMattersOnce(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// mattersOf gives the stories of each matter.
func mattersOf(t *testing.T, n *Newsroom) (out []string) {
	t.Helper()
	all, err := n.db.Matters(t.Context(), "", news.Paging{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range all.Rows {
		stories, err := n.db.MatterStories(t.Context(), m.ID)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, s := range stories {
			ids = append(ids, s.ID)
		}
		if len(ids) != m.Stories {
			t.Errorf("%s counts %d stories and has %d", m.ID, m.Stories, len(ids))
		}
		out = append(out, strings.Join(ids, " "))
	}
	slices.Sort(out)
	return out
}

func wantMatters(t *testing.T, when string, n *Newsroom, want ...string) {
	t.Helper()
	if got := mattersOf(t, n); !slices.Equal(got, want) {
		t.Errorf("%s: matters\n%s\nwant\n%s", when, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

const (
	brkanMatter = "brkan/charged brkan/verdict brkan/appeal"
	tugMatter   = "tug/talks-fail tug/strike tug/settlement"
)

// The same stories end in the same matters, in whatever order their reports came
// and wherever the work was broken off.
func TestMattersEndAlike(t *testing.T) {
	for seed := range uint64(3) {
		n, now := corridor(t)
		for _, r := range inventedStories(t, seed, "tug", "brkan", "alone") {
			standIn(t, n, *now, r)
			if r.Published.Day()%3 == int(seed) {
				if _, err := n.tendMattersOnce(t.Context()); err != nil { // one part of the work; the rest is left for later
					t.Fatal(err)
				}
			}
		}
		tend(t, n)
		wantMatters(t, "at the end", n, brkanMatter, tugMatter)
		all, _ := n.db.Matters(t.Context(), "tug ROTTERDAM", news.Paging{})
		if len(all.Rows) != 1 || all.Rows[0].Title == "" || all.Rows[0].Reports != 9 {
			t.Errorf("found by words: %+v", all.Rows)
		}
		if err := n.renewOutlines(t.Context()); err != nil {
			t.Fatal(err)
		}
		tend(t, n)
		wantMatters(t, "with outlines made anew", n, brkanMatter, tugMatter)
		threads, err := n.db.Follows(t.Context(), strings.Fields(tugMatter)...)
		if err != nil || len(threads) != 2 || threads[0].After != "tug/strike" || len(threads[0].Because) == 0 {
			t.Errorf("threads %+v, %v; want two with their reasons", threads, err)
		}
	}
}

// What people say of stories binds the machine: when all is made again, when
// stories become one, and when the newsroom starts anew.
func TestPeoplesWordOnMatters(t *testing.T) {
	n, now := corridor(t)
	reports := inventedStories(t, 1, "tug", "brkan", "alone")
	standIn(t, n, *now, reports...)
	tend(t, n)
	reporter := news.User{ID: "user_1", Name: "Ada Quill", Role: news.Reporter, State: news.UserActive}
	if _, err := n.LinkStories(t.Context(), news.User{Role: news.Reader, State: news.UserActive}, "tug/strike", "alone/antwerp-strike"); err == nil {
		t.Error("a reader may link stories")
	}
	matter, err := n.LinkStories(t.Context(), reporter, "tug/strike", "alone/antwerp-strike")
	if err != nil {
		t.Fatal(err)
	}
	if err := n.NameMatter(t.Context(), reporter, matter, "The  strikes in the ports "); err != nil {
		t.Fatal(err)
	}
	if err := n.TakeOut(t.Context(), reporter, matter, "tug/settlement"); err != nil {
		t.Fatal(err)
	}
	if err := n.UnlinkStories(t.Context(), reporter, "brkan/charged", []string{"brkan/verdict"}); err != nil {
		t.Fatal(err)
	}
	ports := "tug/talks-fail alone/antwerp-strike tug/strike"
	check := func(when string) {
		t.Helper()
		wantMatters(t, when, n, "brkan/verdict brkan/appeal", ports)
		if m, err := n.db.Matter(t.Context(), matter); err != nil || m.Title != "The strikes in the ports" || !m.Named {
			t.Errorf("%s: the matter is %+v, %v", when, m, err)
		}
		threads, _ := n.db.Follows(t.Context(), strings.Fields(ports)...)
		if !slices.ContainsFunc(threads, func(th store.FollowRow) bool { return th.Said && strings.Contains(th.Because[0], "Ada Quill") }) {
			t.Errorf("%s: no thread says who linked it: %+v", when, threads)
		}
	}
	check("at once")
	again := reports[0]
	again.Text += " More is known now."
	standIn(t, n, now.Add(time.Hour), again)
	tend(t, n)
	check("after a report was read again")

	// The linked story turns out to be another's part.
	writing(t, n, func(tx *store.Tx) error {
		if err := tx.SaveLink(news.Link{ReportID: "alone/antwerp-strike/1", StoryID: "story_new"}, *now); err != nil {
			return err
		}
		return tx.MergeStories("story_new", "alone/antwerp-strike", *now)
	})
	tend(t, n)
	ports = "tug/talks-fail story_new tug/strike"
	check("after its story became part of another")

	if _, err := n.LinkStories(t.Context(), reporter, "tug/settlement", "story_new"); err == nil || !strings.Contains(err.Error(), "linked with") {
		t.Errorf("linking what was taken out with a story that is linked with others: %v, want a refusal", err)
	}
	if err := n.UnlinkStories(t.Context(), reporter, "tug/strike", []string{"tug/strike"}); err == nil {
		t.Error("a story can be unlinked from itself")
	}
	if err := n.TakeOut(t.Context(), reporter, matter, "brkan/appeal"); err == nil {
		t.Error("a story can be taken out of a matter in which it does not stand")
	}
	decided, err := n.db.Decisions(context.Background(), "story/tug/strike")
	if err != nil || len(decided) == 0 || decided[0].UserID != reporter.ID {
		t.Errorf("decisions on the story: %+v, %v", decided, err)
	}
}

// What lies further back than stories are compared stays as it is, and what a
// person says of it takes effect.
func TestMattersOfLongAgo(t *testing.T) {
	n, now := corridor(t)
	standIn(t, n, *now, inventedStories(t, 1, "tug", "brkan")...)
	tend(t, n)
	late := inventedStories(t, 1, "mackerel")
	for i := range late {
		late[i].Published = late[i].Published.AddDate(2, 0, 0)
	}
	standIn(t, n, now.AddDate(2, 0, 0), late...)
	tend(t, n)
	mackerel := "mackerel/talks mackerel/signed"
	wantMatters(t, "two years later", n, brkanMatter, mackerel, tugMatter)
	standIn(t, n, now.AddDate(2, 0, 0), late[0])
	if rows, err := n.db.Outlines(t.Context()); err != nil || len(rows) != 3 {
		t.Errorf("%d outlines are kept, %v; want those of the three late stories", len(rows), err)
	}
	reporter := news.User{ID: "user_1", Name: "Ada Quill", Role: news.Reporter, State: news.UserActive}
	if _, err := n.LinkStories(t.Context(), reporter, "mackerel/talks", "tug/settlement"); err != nil {
		t.Fatal(err)
	}
	wantMatters(t, "linked", n, brkanMatter, tugMatter+" "+mackerel)
	if err := n.UnlinkStories(t.Context(), reporter, "brkan/appeal", []string{"brkan/charged", "brkan/verdict"}); err != nil {
		t.Fatal(err)
	}
	wantMatters(t, "unlinked", n, "brkan/charged brkan/verdict", tugMatter+" "+mackerel)
}

// What becomes ready while a person's word is made matters of is not lost.
func TestOutlineMeanwhile(t *testing.T) {
	n, now := corridor(t)
	standIn(t, n, *now, inventedStories(t, 1, "tug")...)
	was, err := n.threadsNow(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	outdated, err := n.db.OutdatedOutlines(t.Context(), outlinesAtOnce)
	if err != nil || len(outdated) != 3 {
		t.Fatalf("outdated %+v, %v", outdated, err)
	}
	if err := n.makeOutlines(t.Context(), outdated); err != nil {
		t.Fatal(err)
	}
	writing(t, n, func(tx *store.Tx) error {
		if err := was.save(tx, nil, *now); err != nil {
			return err
		}
		return tx.MattersMade(was.turns, was.newest.Add(-mattersDays), mattersStories)
	})
	tend(t, n)
	wantMatters(t, "after both", n, tugMatter)
}

// storiesBecome puts the reports of some stories into another and leads there.
func storiesBecome(t *testing.T, n *Newsroom, now time.Time, reports []news.Report, to string, from ...string) {
	t.Helper()
	writing(t, n, func(tx *store.Tx) error {
		for _, r := range reports {
			if slices.Contains(from, storyOf(r)) {
				if err := tx.SaveLink(news.Link{ReportID: r.ID, StoryID: to}, now); err != nil {
					return err
				}
			}
		}
		for _, story := range from {
			if err := tx.LeadTo(to, story, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// A matter whose stories all became one is none any more, and neither story nor
// thread speaks of it; one of them that lives again is found to follow again.
func TestMatterEndsWithItsStories(t *testing.T) {
	n, now := corridor(t)
	reports := inventedStories(t, 1, "tug")
	standIn(t, n, *now, reports...)
	tend(t, n)
	all, err := n.db.Matters(t.Context(), "", news.Paging{})
	if err != nil || len(all.Rows) != 1 {
		t.Fatalf("matters %+v, %v", all.Rows, err)
	}
	storiesBecome(t, n, *now, reports, "one", "tug/strike", "tug/talks-fail", "tug/settlement")
	tend(t, n)
	wantMatters(t, "when all are one", n)
	id := all.Rows[0].ID
	if m, err := n.db.Matter(t.Context(), id); err != nil || m.Stories != 0 || m.Became != "one" {
		t.Errorf("its address shows %+v, %v; want that it became the one story", m, err)
	}
	if _, err := n.db.MatterStories(t.Context(), id); err != nil {
		t.Error(err)
	}
	if threads, err := n.db.Threads(t.Context()); err != nil || len(threads) != 0 {
		t.Errorf("threads %+v, %v are left", threads, err)
	}
	if story, err := n.db.Story(t.Context(), "tug/strike"); err != nil || story.MatterID != "" {
		t.Errorf("the story that became another stands in matter %q, %v", story.MatterID, err)
	}
	standIn(t, n, *now, reports...)
	tend(t, n)
	wantMatters(t, "when they are three again", n, tugMatter)
}

// A matter whose stories all became one leads to that story and to what it becomes,
// keeps the title that the desk gave it, and goes on when another story follows.
func TestMatterThatBecameAStory(t *testing.T) {
	n, now := corridor(t)
	reports := inventedStories(t, 1, "tug", "alone")
	standIn(t, n, *now, reports...)
	tend(t, n)
	reporter := news.User{ID: "user_1", Name: "Ada Quill", Role: news.Reporter, State: news.UserActive}
	strike, err := n.db.Story(t.Context(), "tug/strike")
	if err != nil || strike.MatterID == "" {
		t.Fatalf("the strike stands in matter %q, %v", strike.MatterID, err)
	}
	id := strike.MatterID
	if err := n.NameMatter(t.Context(), reporter, id, "The tugs of Rotterdam"); err != nil {
		t.Fatal(err)
	}
	storiesBecome(t, n, *now, reports, "tug/strike", "tug/talks-fail")
	tend(t, n)
	storiesBecome(t, n, *now, reports, "tug/strike", "tug/settlement")
	tend(t, n)
	for _, want := range []string{"tug/strike", "elsewhere"} {
		m, err := n.db.Matter(t.Context(), id)
		if err != nil || m.Stories != 0 || m.Became != want || m.Title != "The tugs of Rotterdam" || !m.Named {
			t.Fatalf("the matter is %+v, %v; want that it became %s and kept its title", m, err, want)
		}
		if was, err := n.db.BecameOf(t.Context(), want); err != nil || len(was) != 1 || was[0].ID != id {
			t.Errorf("of %s, it became of %+v, %v", want, was, err)
		}
		if want != "elsewhere" {
			for i := range reports {
				if strings.HasPrefix(reports[i].ID, "tug/") {
					writing(t, n, func(tx *store.Tx) error {
						return tx.SaveLink(news.Link{ReportID: reports[i].ID, StoryID: "elsewhere"}, *now)
					})
				}
			}
			writing(t, n, func(tx *store.Tx) error { return tx.LeadTo("elsewhere", "tug/strike", *now) })
			tend(t, n)
		}
	}
	again, err := n.LinkStories(t.Context(), reporter, "elsewhere", "alone/antwerp-strike")
	if err != nil || again != id {
		t.Errorf("linked with another story it stands in matter %q, %v; want %s, which the desk named", again, err, id)
	}
	if m, err := n.db.Matter(t.Context(), id); err != nil || m.Stories != 2 || m.Became != "" || m.Title != "The tugs of Rotterdam" {
		t.Errorf("which is %+v, %v", m, err)
	}
	// Parted by the desk, its stories became two: it leads to neither.
	if err := n.UnlinkStories(t.Context(), reporter, "elsewhere", []string{"alone/antwerp-strike"}); err != nil {
		t.Fatal(err)
	}
	if m, err := n.db.Matter(t.Context(), id); err == nil {
		t.Errorf("parted by the desk the matter is %+v, want none", m)
	}
}

// Of stories that are compared no more, too: the last that is left stands in none.
func TestOldMatterEndsWithItsStories(t *testing.T) {
	n, now := corridor(t)
	reports := inventedStories(t, 1, "mackerel")
	standIn(t, n, *now, reports...)
	tend(t, n)
	late := inventedStories(t, 1, "tug")
	for i := range late {
		late[i].Published = late[i].Published.AddDate(2, 0, 0)
	}
	standIn(t, n, now.AddDate(2, 0, 0), late...)
	tend(t, n)
	wantMatters(t, "both", n, "mackerel/talks mackerel/signed", tugMatter)
	storiesBecome(t, n, *now, reports, "elsewhere", "mackerel/talks")
	tend(t, n)
	wantMatters(t, "after one of the older became another", n, tugMatter)
	if story, err := n.db.Story(t.Context(), "mackerel/signed"); err != nil || story.MatterID != "" {
		t.Errorf("what is left stands in matter %q, %v", story.MatterID, err)
	}
}

// A story that lives again is linked although its matter ended meanwhile.
func TestLinkAfterTheMatterEnded(t *testing.T) {
	n, now := corridor(t)
	reports := inventedStories(t, 1, "tug", "alone")
	standIn(t, n, *now, reports...)
	tend(t, n)
	// The matter ended in the store, and its story was not looked at since.
	writing(t, n, func(tx *store.Tx) error {
		for _, id := range []string{"tug/talks-fail", "tug/settlement"} {
			if err := tx.StandIn(id, ""); err != nil {
				return err
			}
		}
		return tx.StandIn("tug/strike", "matter_that_ended")
	})
	writing(t, n, func(tx *store.Tx) error {
		return tx.MattersMade(nil, now.AddDate(9, 0, 0), 0) // nothing is compared any more
	})
	reporter := news.User{ID: "user_1", Name: "Ada Quill", Role: news.Reporter, State: news.UserActive}
	matter, err := n.LinkStories(t.Context(), reporter, "tug/strike", "alone/antwerp-strike")
	if err != nil || matter == "" {
		t.Errorf("linking gave the matter %q, %v", matter, err)
	}
}

// A word that cannot hold beside what was said before is refused, not kept in silence.
func TestWordsThatHoldTogether(t *testing.T) {
	n, now := corridor(t)
	standIn(t, n, *now, inventedStories(t, 1, "alone", "brkan")...)
	tend(t, n)
	reporter := news.User{ID: "user_1", Name: "Ada Quill", Role: news.Reporter, State: news.UserActive}
	a, b, c := "alone/antwerp-strike", "alone/ghent-tram", "brkan/charged"
	for _, story := range []string{a, b} {
		if _, err := n.db.Story(t.Context(), story); err != nil {
			t.Fatal(err)
		}
		if _, err := n.LinkStories(t.Context(), reporter, story, c); err != nil {
			t.Fatal(err)
		}
	}
	before, err := n.db.ThreadWords(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	err = n.UnlinkStories(t.Context(), reporter, a, []string{b})
	if err == nil || !strings.Contains(err.Error(), "unlink the story from that first") {
		t.Errorf("parting what a third story holds together: %v, want a refusal that names it", err)
	}
	if after, err := n.db.ThreadWords(t.Context()); err != nil || !slices.Equal(before, after) {
		t.Errorf("the refused word is kept: %+v, %v", after, err)
	}
	for _, other := range []string{c, b} {
		if err := n.UnlinkStories(t.Context(), reporter, a, []string{other}); err != nil {
			t.Errorf("unlinking from %s: %v", other, err)
		}
	}
}

// That matters cannot be made keeps nobody waiting for ever: the rest is done, and
// why is said.
func TestOnceEndsWithoutMatters(t *testing.T) {
	n, now := corridor(t)
	reports := inventedStories(t, 1, "tug")
	standIn(t, n, *now, reports...)
	outdated, err := n.db.OutdatedOutlines(t.Context(), 1)
	if err != nil || len(outdated) != 1 {
		t.Fatalf("outdated %+v, %v", outdated, err)
	}
	last, err := n.db.LastChange(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	writing(t, n, func(tx *store.Tx) error {
		for _, mark := range []string{followJoin, followSettle} { // they stand where they were put
			if err := tx.MoveMark(mark, last); err != nil {
				return err
			}
		}
		if err := tx.SaveSetting(outliner, join.OutlineVersion); err != nil {
			return err
		}
		return tx.SaveOutline(outdated[0], "of a disk that lost something", *now)
	})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // it waited for ever
	defer cancel()
	err = n.Once(ctx, func(Progress) {})
	if err == nil || !strings.Contains(err.Error(), "all else is done") || !strings.Contains(err.Error(), "the outline of "+outdated[0].StoryID) {
		t.Errorf("it ended with %v, want what cannot be made", err)
	}
	if p, err := n.Progress(t.Context()); err != nil || p.Idle() {
		t.Errorf("it is forgotten that something is left to do: %+v, %v", p, err)
	}
	writing(t, n, func(tx *store.Tx) error { return tx.OutdateOutlines() })
	if err := n.Once(t.Context(), func(Progress) {}); err != nil {
		t.Errorf("when it can be made again: %v", err)
	}
	wantMatters(t, "made again", n, tugMatter)
}

// What did not change does not look as if it had.
func TestMatterChangedAt(t *testing.T) {
	n, now := corridor(t)
	standIn(t, n, *now, inventedStories(t, 1, "tug", "brkan")...)
	tend(t, n)
	before, err := n.db.Matters(t.Context(), "", news.Paging{})
	if err != nil {
		t.Fatal(err)
	}
	*now = now.Add(time.Hour)
	standIn(t, n, *now, inventedStories(t, 1, "mackerel")...)
	tend(t, n)
	for _, was := range before.Rows {
		if is, err := n.db.Matter(t.Context(), was.ID); err != nil || !is.ChangedAt.Equal(was.ChangedAt) {
			t.Errorf("%s changed at %s, now at %s, %v", was.Title, was.ChangedAt, is.ChangedAt, err)
		}
	}
}
