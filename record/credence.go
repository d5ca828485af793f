package record

import (
	"slices"
	"strings"

	"dateline/lang"
	"dateline/news"
	"dateline/record/internal/frames"
)

// What a coded event is worth. The dictionary's verbs were collected for wires about
// states; in other news most of them mean something else (a court clears a man, an
// airline orders aeroplanes). An event is therefore told only if its verb means what
// the dictionary says whoever does it, or the frame found the words that make it so,
// and if who it was done to stands where such a verb has it.

// plainVerbs are, by type, those that mean it whatever stands beside them.
var plainVerbs = map[string]map[string]bool{
	"ACCUSE": set(`accuse blame condemn criticize criticise denounce sue investigate probe chide rebuke scold berate lambast lambaste deplore
		castigate decry censure reprimand indict`),
	"ASSAULT": set(`attack bomb bombard shell ambush assassinate murder kill massacre invade execute behead stab wound injure torture kidnap
		abduct strafe torpedo raid shoot detonate`),
	"COERCE":    set("arrest detain apprehend jail imprison deport expel evict confiscate ban outlaw disperse repress suppress"),
	"SANCTION":  set("sanction boycott"),
	"CONSULT":   set("meet visit consult negotiate confer mediate telephone phone talk"),
	"SUPPORT":   set("praise support endorse hail commend applaud welcome congratulate recognize recognise defend laud apologize apologise"),
	"REQUEST":   set("demand urge appeal implore exhort request beseech"),
	"REJECT":    set("reject refuse veto rebuff spurn oppose defy"),
	"THREATEN":  set("threaten warn"),
	"AID":       set("aid donate evacuate airlift assist"),
	"CONCEDE":   set("pardon apologize apologise"),
	"RETREAT":   set("withdraw retreat surrender disarm demobilize demobilise"),
	"PROTEST":   set("demonstrate protest riot rally march"),
	"MOBILIZE":  set("deploy mobilize mobilise"),
	"COOPERATE": set("extradite cooperate"),
	"AGREE":     set("pledge promise vow"),
}

// needTarget are types that say nothing of one who is alone in them.
var needTarget = set("CONSULT COOPERATE AID SUPPORT CONCEDE")

// head gives the word that word i hangs on, -1 for none, and by what relation,
// without what follows the colon.
func headOf(words []lang.Word, i int) (int, string) {
	relation, _, _ := strings.Cut(words[i].Deprel, ":")
	return words[i].Head - 1, relation
}

// lifted is a party with the noun for people that it only tells the country of: the
// groups, of Opposition groups in Zimbabwe.
func lifted(words []lang.Word, p frames.Party) frames.Party {
	for range 3 {
		g, relation := headOf(words, p.Head)
		if g < 0 || relation != "nmod" || words[p.Head].Deprel == "nmod:poss" || g > p.Head || p.Head-g > 8 || !bodiesOfPeople[words[g].Lemma] && !collective[strings.ToLower(words[g].Form)] {
			break
		}
		p.Head, p.Words = g, slices.Compact(slices.Sorted(slices.Values(append(slices.Clone(p.Words), g))))
	}
	return p
}

func hasDependent(words []lang.Word, head int, relation string, is func(lang.Word) bool) bool {
	return slices.ContainsFunc(words, func(w lang.Word) bool {
		r, _, _ := strings.Cut(w.Deprel, ":")
		return w.Head == head+1 && r == relation && is(w)
	})
}

// stands tells whether the noun at i stands where the verb of an event has whom it is
// done to: as its object, as the subject of what is demanded, whose the object is
// (Haiti's efforts were praised), or behind a preposition of the verb or its object.
func stands(words []lang.Word, e frames.Event, i int) bool {
	if e.CodeClass() == 14 {
		return against(words, e, i) || hasDependent(words, i, "case", func(w lang.Word) bool { return strings.EqualFold(w.Form, "against") })
	}
	for range 6 {
		g, relation := headOf(words, i)
		if g < 0 {
			return false
		}
		up, above := headOf(words, g)
		switch relation {
		case "conj", "appos", "flat":
		case "obj", "iobj":
			return g == e.Verb || up == e.Verb && (above == "xcomp" || above == "advcl")
		case "nsubj": // demanded that they stop; threatened, unless they stopped
			return g == e.Verb || up == e.Verb && !verbsOfSpeech[strings.ToLower(words[g].Form)] &&
				((above == "ccomp" || above == "xcomp") && !strings.HasPrefix(e.Code, "13") || above == "advcl" && strings.HasPrefix(e.Code, "13"))
		case "obl", "nmod":
			if words[i].Deprel == "nmod:poss" {
				break
			}
			goesOn, ok := preposed(words, e, g, i)
			if !ok || !goesOn {
				return ok
			}
		default:
			return false
		}
		if up == e.Verb && above == "xcomp" && relation == "obl" {
			return true // refused to respond to a demand from somebody
		}
		if g == e.Verb {
			return false
		}
		i = g
	}
	return false
}

// preposed tells whether the preposition of the noun at i, which hangs on g, can stand
// before whom an event is done to, and whether that depends on where g stands.
func preposed(words []lang.Word, e frames.Event, g, i int) (goesOn, ok bool) {
	preposition := func(of map[string]bool) bool {
		return hasDependent(words, i, "case", func(w lang.Word) bool { return of[strings.ToLower(w.Form)] })
	}
	switch {
	case g == e.Verb && preposition(targetPrepositions):
		return false, e.CodeClass() != 13 || !preposition(destinations) // threatened to take it to court
	case contentful(words, e) && ruledPlaces(e) && preposition(inPlaces): // a curfew in the town of X in Y
		return g != e.Verb, true
	case (slices.Contains(e.Words, g) || attitudeObjects[words[g].Lemma]) && preposition(targetPrepositions):
		return true, true
	}
	return true, g != e.Verb && contentful(words, e) && preposition(toward) // a part of a program for Bosnia
}

// ruledPlaces tells an event that is done to those who live where it is done.
func ruledPlaces(e frames.Event) bool {
	switch e.CodeClass() {
	case 8, 16, 17:
		return true
	case 18, 19, 20:
		return e.Vouched // bombs exploded in the capital
	}
	return false
}

// against tells whether a party stands in what a protest is told to be about: they
// marched to demand the resignation of X.
func against(words []lang.Word, e frames.Event, i int) bool {
	for range 8 {
		g, relation := headOf(words, i)
		if g < 0 || g == e.Verb {
			return false
		}
		if grievances[words[g].Lemma] {
			for up := g; up >= 0; up, _ = headOf(words, up) {
				if up == e.Verb {
					return true
				}
			}
			return false
		}
		if relation == "acl" || relation == "advcl" {
			return false
		}
		i = g
	}
	return false
}

var grievances = set("demand protest oppose overthrow denounce topple press condemn")

var inPlaces, toward = set("in across of"), set("for against to with on from of by")

var destinations = set("to")

var targetPrepositions = set("with against to on upon from toward towards into between among at by of for")

// told tells whether an event's frame says what it is: it is one that is vouched for
// and took a word of content beside the verb, or the verb is plain by itself.
func told(words []lang.Word, e frames.Event, typ string) bool {
	if up, r := headOf(words, e.Verb); up >= 0 && r == "xcomp" && plainVerb(typ, words[up]) {
		return true // threatened to break relations
	}
	return plainVerb(typ, words[e.Verb]) || e.Vouched || e.Framed && typ == "AGREE" && words[e.Verb].Lemma == "agree"
}

// plainVerb looks a verb up by its lemma and, since lemmas of rare verbs are guessed,
// by what the dictionaries say its form is of.
func plainVerb(typ string, w lang.Word) bool {
	verbs := plainVerbs[typ]
	return verbs[w.Lemma] || verbs[newsCoder().Lexicon.Base(strings.ToLower(w.Form))]
}

func contentful(words []lang.Word, e frames.Event) bool {
	return slices.ContainsFunc(e.Words, func(i int) bool {
		switch words[i].UPOS {
		case "NOUN", "PROPN", "ADJ", "VERB":
			return true
		}
		return false
	})
}

// How likely an event is true, by the ground it stands on: the share of which who,
// to whom, what, how and when were all right where events of news were read and judged
// (docs/formats.md has the figures), taken where the rules had not been mended by them.
// What is likely less than credible is not told.
const (
	plainlyTold = 0.8
	meantToBe   = 0.7 // what somebody political said they will do
	doubtful    = 0.1 // by a verb that often means something else
	credible    = 0.65
)

// credence is how likely an event is true.
func (d *document) credence(words []lang.Word, e frames.Event, f news.Fact) float64 {
	plain := told(words, e, f.Type)
	promised := strings.HasPrefix(e.Code, "03") && e.Mode == frames.Planned && political(f.Source[0]) && meansTo(words, e)
	switch {
	case d.otherwise(words, e, f):
		return doubtful
	case e.Negated && !refusable[words[e.Verb].Lemma], !political(f.Source[0]) && business(f.Source[0]) && !plainVerb(f.Type, words[e.Verb]):
		return doubtful
	case plain, e.Negated && f.Type == "REJECT":
		return plainlyTold
	case promised:
		return meantToBe
	}
	return doubtful
}

func business(a news.Actor) bool { return a.Sector == "BUS" || a.Code == "MNC" }

// meansTo tells an act that somebody said they would do which by itself is one that
// is told, or that they promised.
func meansTo(words []lang.Word, e frames.Event) bool {
	if up, relation := headOf(words, e.Verb); up >= 0 && (relation == "xcomp" || relation == "ccomp") && (plainVerb("AGREE", words[up]) || words[up].Lemma == "agree") {
		return true
	} else if up >= 0 && relation == "xcomp" && (undone[words[up].Lemma] || words[up].Lemma == "decide") || relation != "ccomp" && hasDependent(words, e.Verb, "aux", func(w lang.Word) bool { return strings.EqualFold(w.Form, "would") }) {
		return false // what somebody wants, and what would be
	}
	if e.Vouched || e.Framed && strings.HasPrefix(e.Code, "033") && contentful(words, e) || strings.HasPrefix(e.Code, "034") || strings.HasPrefix(e.Code, "035") {
		return true // aid, reform and yielding are told by few verbs of anything else
	}
	for typ := range plainVerbs {
		if plainVerb(typ, words[e.Verb]) {
			return true
		}
	}
	return false
}

// otherwise tells verbs that are plain but for some companions: an order of goods, an
// appeal in court, a warning of what comes by itself, an attack in words.
func (d *document) otherwise(words []lang.Word, e frames.Event, f news.Fact) bool {
	any := func(lang.Word) bool { return true }
	verb := newsCoder().Lexicon.Base(strings.ToLower(words[e.Verb].Form))
	switch {
	case verb == "order" && f.Type == "REQUEST":
		return !hasDependent(words, e.Verb, "xcomp", any) && len(f.Target) == 0
	case verb == "call" && f.Type == "REQUEST": // somebody is called something
		return hasDependent(words, e.Verb, "obj", any)
	case verb == "appeal":
		return hasDependent(words, e.Verb, "obj", any) || len(f.Target) == 0 && !e.Framed
	case verb == "agree" && e.Code == "030" && e.Mode == frames.Happened:
		return !d.agreesTo(words, e)
	case verb == "warn" && f.Type == "THREATEN":
		return !slices.ContainsFunc(words[e.Verb+1:], func(w lang.Word) bool { return threats[strings.ToLower(w.Form)] })
	case f.CAMEO == "145" && e.Framed && words[e.Source.Head].UPOS == "PROPN": // one who throws stones is no riot
		return true
	case f.Type == "PROTEST" && (armed[f.Source[0].Sector] || armed[strings.ToLower(words[e.Source.Head].Lemma)] || f.Source[0].Sector == "GOV" && !e.Framed):
		return true // armies march, too
	case f.Type == "PROTEST" && !e.Framed: // an error demonstrates something
		object := func(w lang.Word) bool { return !weekdayOrMonth[strings.ToLower(w.Form)] }
		return hasDependent(words, e.Verb, "obj", object) || hasDependent(words, e.Verb, "ccomp", any)
	case e.Mode == frames.Planned && (strings.HasPrefix(e.Code, "11") && e.Code != "115" || strings.HasPrefix(e.Code, "051")):
		return true // what somebody will think of it
	case f.Type == "ASSAULT" && (verb == "attack" || slices.ContainsFunc(e.Words, func(i int) bool { return words[i].Lemma == "attack" || words[i].Lemma == "assault" })):
		a := f.Source[0]
		if hasDependent(words, e.Source.Head, "flat", any) && a.Sector != "MIL" && a.Sector != "REB" && a.Sector != "UAF" {
			return true // somebody of full name, and no fighter
		}
		return speaking[a.Sector] && words[e.Source.Head].XPOS != "NNS" && !bodyRoles[strings.ToLower(words[e.Source.Head].Form)]
	}
	return false
}

// agreesTo tells agreeing to do something from being of one mind.
func (d *document) agreesTo(words []lang.Word, e frames.Event) bool {
	for i, w := range words {
		g, relation := headOf(words, i)
		if g != e.Verb {
			continue
		}
		if relation == "xcomp" || relation == "ccomp" || relation == "obj" {
			return true
		}
		if relation == "obl" && hasDependent(words, i, "case", func(c lang.Word) bool { return c.Form == "to" || c.Form == "on" }) {
			return w.UPOS != "PRON"
		}
	}
	return false
}

// who is no protester
var armed = set("MIL army force military troop police")

// sectors of those who attack in words
var speaking = set("GOV LEG ELI PTY JUD JRN")

var threats = set("if unless consequences retaliation retaliate response respond force war sanctions punish")

// political tells an actor in whose acts states have a part.
func political(a news.Actor) bool {
	return a.Sector != "BUS" && a.Code != "MNC" && (a.Code != "" || politicalAgents[a.Sector])
}

// surname tells a name that the tables take for an office: King and Marshal are
// surnames where nothing says that they are offices.
func (d *document) surname(words []lang.Word, p frames.Party) bool {
	w := words[p.Head]
	role := strings.ToLower(w.Form)
	if w.XPOS != "NNP" || !strings.HasPrefix(p.Code, "---") || len(p.Words) != 1 || p.Words[0] != p.Head || bodiesOfPeople[w.Lemma] || isRole(role) && !offices[role] {
		return false
	}
	if hasDependent(words, p.Head, "flat", func(name lang.Word) bool { return name.Start > w.Start }) {
		return false // Chancellor Olga Brandt
	}
	at := d.tokenAt(w.Start)
	opens := at < 0 || at == d.sentences[d.tok(at).sentence].first && !offices[role] // a capital there says nothing
	return !opens && !hasDependent(words, p.Head, "det", func(lang.Word) bool { return true })
}

// offices that are common surnames
var offices = set("king bishop marshal major judge pope prince baron dean abbott chancellor")

// acts tells whether the source of an event is who does what the verb says, or by
// whom it was done: what only stands near may be where it was, or whose.
func (d *document) acts(words []lang.Word, e frames.Event) bool {
	i := e.Source.Head
	if d.surname(words, e.Source) {
		return false
	}
	for range 6 { // up to the noun that is the subject
		g, relation := headOf(words, i)
		if g < 0 {
			return false
		}
		if relation == "conj" || relation == "appos" || relation == "flat" {
			i = g
			continue
		}
		break
	}
	g, relation := headOf(words, i)
	passive := passiveVerb(words, e.Verb)
	if relation == "obl" || relation == "nmod" {
		return g == e.Verb && hasDependent(words, i, "case", func(w lang.Word) bool {
			by := strings.ToLower(w.Form)
			return by == "by" && passive || by == "from" && !passive
		})
	}
	done := func(lang.Word) bool { return true }
	if v := words[e.Verb]; !passive && !hasDependent(words, e.Verb, "obj", done) && (len(e.Target.Words) == 0 || !stands(words, e, e.Target.Head)) && (transitive[v.Lemma] || transitive[newsCoder().Lexicon.Base(strings.ToLower(v.Form))] ||
		v.XPOS == "VBN" && e.CodeClass() != 14 && !hasDependent(words, e.Verb, "aux", done) && g == e.Verb && relation == "nsubj") {
		return false // 640 people killed: a participle that was read as a verb
	}
	for v, steps := e.Verb, 0; steps < 8; steps++ {
		if v != e.Verb && (undone[words[v].Lemma] && !stanceCode(e.Code) || obliged[words[v].Lemma]) {
			return false
		}
		if up, r := headOf(words, i); up == v && r == "nsubj" {
			return true
		}
		for k := range words {
			up, r := headOf(words, k)
			if up != v || r != "nsubj" {
				continue
			}
			if words[k].UPOS != "PRON" {
				return false
			}
			if v == e.Verb && !d.agrees(words, k, e.Source) {
				return false
			}
		}
		up, r := headOf(words, v)
		if up < 0 {
			return false
		}
		if r == "acl" {
			return up == i
		}
		if r == "conj" && verbsOfSpeech[strings.ToLower(words[up].Form)] {
			return false // they say that he called her, then shot her
		}
		v = up
	}
	return false
}

// stanceCode tells codes that say what somebody means to do with an act: to do it, to
// demand it, to refuse it, to threaten with it.
func stanceCode(code string) bool {
	switch code[:2] {
	case "02", "03", "10", "12", "13":
		return true
	}
	return false
}

// agrees tells whether a pronoun that is the subject can mean a party.
func (d *document) agrees(words []lang.Word, pronoun int, p frames.Party) bool {
	head := words[p.Head]
	someone, named := d.people.named(head.Form)
	desc := hasDependent(words, p.Head, "flat", func(w lang.Word) bool { _, ok := d.people.named(w.Form); named = named || ok; return true })
	person := named || head.UPOS == "PROPN" && desc && hasDependent(words, p.Head, "nmod", func(w lang.Word) bool { return isRole(strings.ToLower(w.Form)) }) || isRole(strings.ToLower(head.Form)) && !bodyRoles[strings.ToLower(head.Form)] && head.XPOS != "NNS"
	switch pronoun := strings.ToLower(words[pronoun].Form); pronoun {
	case "he", "she":
		first := head.Form
		if someone != nil {
			first, _, _ = strings.Cut(someone.name, " ")
		}
		sex := lang.FirstNameSex(first)
		return person && (sex == "" || (sex == "female") == (pronoun == "she"))
	case "it":
		return !person && head.XPOS != "NNS"
	case "they":
		return head.XPOS == "NNS" || bodiesOfPeople[head.Lemma]
	case "which":
		return !person
	case "who", "that":
		return true
	}
	return false
}

// passiveVerb tells a verb whose subject has it done to itself.
func passiveVerb(words []lang.Word, v int) bool {
	if words[v].Deprel == "acl" && words[v].XPOS == "VBN" {
		return true
	}
	return slices.ContainsFunc(words, func(w lang.Word) bool {
		return w.Head == v+1 && (w.Deprel == "nsubj:pass" || w.Deprel == "aux:pass")
	})
}

// unbalanced tells a sentence of which a quotation mark has no other: a part of it
// is somebody's words, and which is not plain.
func (d *document) unbalanced(n int) bool {
	s := d.sentences[n]
	text := d.text[s.Start:s.End]
	return strings.Count(text, "\"")%2 == 1 || strings.Count(text, "“") != strings.Count(text, "”")
}

var (
	// nouns for many who are told behind “of”
	collective = set("members member hundreds thousands dozens scores tens millions group groups number majority crowd crowds third half most some many deployment patch batch contingent wave convoy")
	obliged    = set("need ought")
	// verbs that refuse where they are denied
	refusable = set("accept sign recognize recognise attend negotiate support withdraw allow participate")
	// verbs of which what they govern was not done
	undone     = set("deny avoid fail stop cease prevent hope want wish consider discuss mean refuse decline seem appear")
	transitive = set("kill murder wound injure attack arrest detain bomb assassinate kidnap execute charge indict accuse urge")
)

// objectOf is the noun phrase that the verb of an event is done to, as tokens; empty
// if it has none.
func (d *document) objectOf(words []lang.Word, e frames.Event) (int, int) {
	for i := range words {
		g, relation := headOf(words, i)
		if g != e.Verb || relation != "obj" && words[i].Deprel != "nsubj:pass" || words[i].UPOS == "PRON" {
			continue
		}
		first, last := i, i
		for first > 0 && within(words, first-1, i) {
			first--
		}
		for last+1 < len(words) && within(words, last+1, i) && !ends(words[last+1]) {
			last++
		}
		for first < i && words[first].UPOS == "PUNCT" {
			first++
		}
		if slices.ContainsFunc(words[first:last+1], func(w lang.Word) bool { return w.UPOS == "AUX" || w.XPOS == "VBD" || w.XPOS == "VBZ" }) {
			return 0, 0 // the tree is not to be believed
		}
		from, to := d.tokenAt(words[first].Start), d.tokenAt(words[last].Start)
		if from >= 0 && to >= from && to-from < 16 {
			return from, to + 1
		}
	}
	return 0, 0
}

// ends tells a word with which a noun phrase is long enough.
func ends(w lang.Word) bool {
	return w.UPOS == "PUNCT" || w.Deprel == "acl:relcl" || w.UPOS == "PRON" && strings.HasPrefix(w.XPOS, "W")
}
