package read

import (
	"slices"
	"strings"
	"testing"
)

// Traces that captures of bare text leave: a way that lost its breaks, other stories above
// and below, captions that end with whose picture it is, and readers who speak.
func TestTracesOfText(t *testing.T) {
	body := strings.Join(weir, "\n\n")
	captions := weir[0] + "\n\nThe weir at low water, seen from the mill. Odd Brand / Rivernews / Pool\n\n" + weir[1] + "\n\nImage caption Masons look at the stones in the quarry\nImage copyright Rivernews\n\n" + strings.Join(weir[2:], "\n\n")
	related := "Council puts off vote on lamps\n\nMay 3, 2024\n\nQuarry of Brennet hires thirty masons\n\nJune 9, 2025\n\nBridge of Ossery closed to lorries\n\nJuly 1, 2025\n\n"
	for name, c := range map[string]struct {
		text, headline string
		section        []string
		figures        int
		must, not      string
	}{
		"a way without breaks":    {"HomeRiverFishOssery weir: what comes next\n\n" + weirHead + "\n\n8 October 2026, 9:10\n\n" + body, weirHead, []string{"River", "Fish"}, 0, weir[4], "HomeRiver"},
		"a kicker in the way":     {"Home > River > The vote: " + weirHead + "\n\nThe vote\n\n" + weirHead + "\n\nBy Tove Marl\n\n" + body, weirHead, []string{"River"}, 0, weir[4], "The vote"},
		"stories above and below": {"Menu\n\nRiver\n\n" + weirHead + "\n\nOct 8, 2026\n\nTove Marl\n\nRelated\n\n" + related + body + "\n\nRead more\n\n" + related, weirHead, nil, 0, weir[4], "thirty masons"},
		"captions with credits":   {weirHead + "\n\nBy Tove Marl\n\n" + captions, weirHead, nil, 2, weir[4], "seen from the mill"},
		"whose the page is":       {weirHead + "\n\nBy Tove Marl\n\n" + weir[0] + "\n\nThe weir at low water. (OM/Odd Brand)\n\n" + strings.Join(weir[1:], "\n\n") + "\n\n© The Ossery Mail", weirHead, nil, 1, weir[4], "low water"},
		"readers without a label": {"Ossery Notes\n\n" + weirHead + "\n\nOctober 8, 2026 | by Tove\n\n" + body + "\n\nHeron on October 9, 2026 at 8:02 am wrote:\n\nI have fished below that weir since I was a boy, and forty centimetres are far too much.\n\nEel on October 9, 2026 at 9:40 am wrote:\n\nNobody asked those of us who live below it, and nobody ever will, I am afraid.", weirHead, nil, 0, weir[4], "fished below"},
		"two lines of a headline": {"Vote in Ossery:Weir is raised by forty centimetres\n\nBy Tove Marl\n\n8 October 2026\n\n" + body, "Vote in Ossery: Weir is raised by forty centimetres", nil, 0, weir[4], "Vote in Ossery"},
	} {
		r, err := Read(Page{Body: []byte(c.text), As: FormText})
		if err != nil {
			t.Fatal(err)
		}
		if r.Headline != c.headline || !slices.Equal(r.Section, c.section) || len(r.Figures) != c.figures {
			t.Errorf("%s: headline %q, section %q, %d figures; want %q, %q, %d", name, r.Headline, r.Section, len(r.Figures), c.headline, c.section, c.figures)
		}
		if !strings.Contains(r.Text, c.must) || strings.Contains(r.Text, c.not) {
			t.Errorf("%s: the text lacks %q or has %q:\n%s", name, c.must, c.not, r.Text)
		}
	}
}
