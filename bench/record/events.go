package main

import (
	"bytes"
	"fmt"
	"log"
	"slices"
	"strings"
	"time"

	"dateline/lang"
	"dateline/news"
	"dateline/record"
)

type coded struct {
	ID, Date string
	Text     string
	Text2    string      `json:"text_cameo2"`
	Events   [][3]string `json:"events"`
	Events2  [][3]string `json:"events_cameo2"`
	UD       [][7]any
}

// units are PETRARCH's unit records, CAMEO 2; right is what is right as a whole.
func units() []row {
	coder := coderOf("dictionaries/PETR.Validate.verbs.2.0.txt", "dictionaries/PETR.Validate.actors.txt", "dictionaries/PETR.Validate.agents.txt", "dictionaries/PETR.Validate.discards.txt")
	if coder == nil {
		return nil
	}
	given, raw := row{name: "PETRARCH unit records, parse given", must: "0.70", aim: "0.85"}, row{name: "PETRARCH unit records, raw text", must: "0.45", aim: "0.65"}
	eachLine(shared("petrarch_unit.jsonl"), func(r coded) {
		score(coder, "units", r, r.Text2, r.Events2, &given, &raw)
	})
	return []row{given, raw}
}

// natural are sentences of news, with the built-in dictionaries.
func natural() []row {
	coder, err := record.NewCoder(record.Dictionaries{})
	if err != nil {
		log.Fatal(err)
	}
	given, raw := row{name: "natural sentences, parse given", must: "0.70", aim: "0.80"}, row{name: "natural sentences, raw text", must: "0.45", aim: "0.60"}
	eachLine(shared("petr2_gsr.jsonl"), func(r coded) {
		score(coder, "natural", r, r.Text, r.Events, &given, &raw)
	})
	return []row{given, raw}
}

func coderOf(verbs, actors, agents, discards string) *record.Coder {
	v := shared(verbs)
	if v == nil {
		return nil
	}
	coder, err := record.NewCoder(record.Dictionaries{Verbs: bytes.NewReader(v), Actors: bytes.NewReader(shared(actors)),
		Agents: bytes.NewReader(shared(agents)), Discards: bytes.NewReader(shared(discards))})
	if err != nil {
		log.Fatal(err)
	}
	return coder
}

func score(coder *record.Coder, measure string, r coded, text string, events [][3]string, given, raw *row) {
	day, _ := time.Parse("20060102", r.Date)
	var want []string
	for _, e := range events {
		want = append(want, strings.Join(e[:], " "))
	}
	slices.Sort(want)
	want = slices.Compact(want)
	for i, words := range [][]lang.Word{wordsOfTree(r.UD), lang.Parse(text, lang.Span{End: len(text)})} {
		facts, _ := coder.Code(r.ID, words, day)
		var got []string
		for _, f := range facts {
			got = append(got, f.Source[0].Code+f.Source[0].Sector+" "+f.Target[0].Code+f.Target[0].Sector+" "+f.CAMEO)
		}
		slices.Sort(got)
		to := []*row{given, raw}[i]
		to.of++
		if slices.Equal(slices.Compact(got), want) {
			to.got++
		} else {
			miss(measure, "%s (%s) %s: got %q, want %q", r.ID, []string{"given", "raw"}[i], text, got, want)
		}
	}
}

func wordsOfTree(ud [][7]any) []lang.Word {
	var out []lang.Word
	for _, w := range ud {
		head, _ := w[5].(float64)
		out = append(out, lang.Word{Form: fmt.Sprint(w[1]), Lemma: fmt.Sprint(w[2]), UPOS: fmt.Sprint(w[3]), XPOS: fmt.Sprint(w[4]), Head: int(head), Deprel: fmt.Sprint(w[6])})
	}
	return out
}

type ploverRecord struct {
	ID, Event, Text string
	Source, Target  any
	EventText       string
}

// ploverSet is PLOVER's gold from raw text. A record's type is right if an event
// of its sentence has it; all is right if that event's source and target have the
// gold's codes, too. FIGHT is ASSAULT; DEMAND, DISAPPROVE and INVESTIGATE are what
// the later manual calls REQUEST and ACCUSE. Precision is the share of the events'
// types that are the gold's.
func ploverSet() []row {
	typ := row{name: "PLOVER gold: type, an event of the sentence has it", must: "0.50", aim: "0.65"}
	all := row{name: "PLOVER gold: source, target and type", must: "0.32", aim: "0.45"}
	precise := row{name: "PLOVER gold: of the events' types, those of the gold"}
	renamed := map[string]string{"FIGHT": "ASSAULT", "DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE"}
	eachLine(shared("plover_gsr.jsonl"), func(r ploverRecord) {
		want := r.Event
		if t := renamed[want]; t != "" {
			want = t
		}
		source, target := goldCodes(r.Source), goldCodes(r.Target)
		rec := record.Record(news.Report{ID: r.ID, Text: r.Text, Language: "en"})
		typed, whole := false, false
		var said []string
		for _, f := range rec.Facts {
			if f.Kind != news.FactEvent || strings.HasPrefix(f.Type, "x-") {
				continue
			}
			precise.of++
			s, t := factCodes(f.Source), factCodes(f.Target)
			said = append(said, fmt.Sprintf("%s %v>%v %s (%s)", f.Type, s, t, f.CAMEO, f.Predicate))
			if f.Type != want {
				continue
			}
			precise.got++
			typed = true
			both := slices.Clone(append(slices.Clone(s), t...))
			slices.Sort(both)
			if slices.Equal(s, source) && slices.Equal(t, target) || len(target) == 0 && slices.Equal(slices.Compact(both), source) {
				whole = true
			}
		}
		typ.of++
		all.of++
		if typed {
			typ.got++
		}
		if whole {
			all.got++
		} else {
			miss("plover", "%s want %s %v>%v (%s)\n   %s\n   got %q", r.ID, want, source, target, r.EventText, r.Text, said)
		}
	})
	if typ.of == 0 {
		return nil
	}
	return []row{typ, all, precise}
}

func goldCodes(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, a := range list {
		m, _ := a.(map[string]any)
		code, _ := m["code"].(string)
		if code == "JAP" {
			code = "JPN"
		}
		out = append(out, code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func factCodes(list []news.Actor) []string {
	var out []string
	for _, a := range list {
		out = append(out, a.Code)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
