package lang

import "testing"

func TestDateline(t *testing.T) {
	for _, tt := range []struct{ text, rest string }{
		{"SELDEN (Kestrel Wire) — A fire broke out.", "A fire broke out."},
		{"HARVEL, Jan. 5 (VNA) — Two ships left.", "Two ships left."},
		{"MOSCOW, June 12 (Reuters) - Talks began.", "Talks began."},
		{"PORT AMITY – “We are ready,” she said.", "“We are ready,” she said."},
		{"ST. PAUL, Minn. (AP) -- 12 people were hurt.", "12 people were hurt."},
		{"Halden Bay (NEB) — Nobody was hurt.", "Nobody was hurt."},
		{"NEW YORK/LONDON, 3 June – Shares fell.", "Shares fell."},
		{"NATO — the alliance — met.", "NATO — the alliance — met."},
		{"The ministry (MOD) said so.", "The ministry (MOD) said so."},
		{"A - B", "A - B"},
		{"GENEVA", "GENEVA"},
		{"He came to Selden – A town.", "He came to Selden – A town."},
		{"", ""},
	} {
		if got := tt.text[Dateline(tt.text):]; got != tt.rest {
			t.Errorf("after the dateline of %q stands %q, want %q", tt.text, got, tt.rest)
		}
	}
}

func TestSentencesLeaveTheDateline(t *testing.T) {
	text := "SELDEN (Kestrel Wire) — A fire broke out. Nobody was hurt.\n\nGENEVA (AP) — It went on."
	var got []string
	for _, s := range Sentences(text) {
		got = append(got, text[s.Start:s.End])
	}
	want := []string{"A fire broke out.", "Nobody was hurt.", "GENEVA (AP) — It went on."}
	if len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("sentences %q, want %q", got, want)
	}
}

func TestFindDateline(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"HARVEL, April 15 (Kestrel Wire) - The strike ended.", "HARVEL, April 15 (Kestrel Wire) - "},
		{"Strike ends By Ann Orr and Paul Marsh HARVEL, April 15 (Kestrel Wire) - The strike ended.", "HARVEL, April 15 (Kestrel Wire) - "},
		{"Strike ends By Ann Orr The strike ended in HARVEL, April 15 - or so it seemed.", ""},
		{"The strike ended.", ""},
	} {
		at := FindDateline(c.text)
		if got := c.text[at.Start:at.End]; got != c.want {
			t.Errorf("%q: the dateline is %q, want %q", c.text, got, c.want)
		}
	}
}
