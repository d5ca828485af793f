package ledger

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"strconv"
	"strings"
	"time"

	"dateline/news"
)

// An ExportedFact is a fact with what its report says of itself.
type ExportedFact struct {
	Telling
	URL, Headline, StoryID string
}

// Formats in which facts are written for other programs.
//
//   - jsonl: a fact a line, with all that is known.
//   - csv: a table for spreadsheets, a fact a row.
//   - gdelt: the 61 columns of GDELT's 2.0 event table (Data Format Codebook
//     V2.0, 2015), events with a CAMEO code alone. What GDELT computes from tone and
//     from its whole corpus is empty.
//   - polecat: a table with a header line, after the columns of POLECAT
//     (Halterman et al. 2023); events alone.
//   - jsonld: one document of schema.org's Event, Quotation, Claim and
//     CreativeWork, each a part of the article that tells it.
const (
	FactsJSONL   = "jsonl"
	FactsCSV     = "csv"
	FactsGDELT   = "gdelt"
	FactsPOLECAT = "polecat"
	FactsJSONLD  = "jsonld"
)

// FactFormats are all of them.
var FactFormats = []string{FactsJSONL, FactsCSV, FactsGDELT, FactsPOLECAT, FactsJSONLD}

// A FactWriter writes facts in one format. Close ends the document.
type FactWriter struct {
	format string
	out    *bufio.Writer
	csv    *csv.Writer
	wrote  int
}

// NewFactWriter begins a document.
func NewFactWriter(w io.Writer, format string) (*FactWriter, error) {
	f := &FactWriter{format: format, out: bufio.NewWriter(w)}
	switch format {
	case FactsJSONL, FactsGDELT:
	case FactsCSV:
		f.csv = csv.NewWriter(f.out)
		return f, f.csv.Write(csvColumns)
	case FactsPOLECAT:
		_, err := f.out.WriteString(strings.Join(polecatColumns, "\t") + "\n")
		return f, err
	case FactsJSONLD:
		_, err := f.out.WriteString(`{"@context":"https://schema.org","@graph":[`)
		return f, err
	default:
		return nil, fmt.Errorf("there is no format %q of facts; take one of %s", format, strings.Join(FactFormats, ", "))
	}
	return f, nil
}

// Write writes a fact, if the format has a place for it; it says whether it does.
func (w *FactWriter) Write(f ExportedFact) (bool, error) {
	var err error
	switch w.format {
	case FactsJSONL:
		err = w.json(struct {
			news.Fact
			URL      string    `json:"url,omitempty"`
			Outlet   string    `json:"outlet,omitempty"`
			Headline string    `json:"headline,omitempty"`
			StoryID  string    `json:"story_id,omitempty"`
			Original string    `json:"original,omitempty"`
			Told     time.Time `json:"told,omitzero"`
			Learned  time.Time `json:"learned,omitzero"`
		}{f.Fact, f.URL, f.Outlet, f.Headline, f.StoryID, f.Original, f.Told, f.Learned}, "\n")
	case FactsCSV:
		err = w.csv.Write(csvRow(f))
	case FactsGDELT:
		if f.Kind != news.FactEvent || f.CAMEO == "" {
			return false, nil
		}
		err = w.tabbed(gdeltRow(f))
	case FactsPOLECAT:
		if f.Kind != news.FactEvent {
			return false, nil
		}
		err = w.tabbed(polecatRow(f))
	case FactsJSONLD:
		if w.wrote > 0 {
			w.out.WriteString(",\n") // bufio keeps the error for the next call
		}
		err = w.json(linkedFact(f), "")
	}
	if err == nil {
		w.wrote++
	}
	return true, err
}

// Close ends the document.
func (w *FactWriter) Close() error {
	if w.csv != nil {
		w.csv.Flush()
		if err := w.csv.Error(); err != nil {
			return err
		}
	}
	if w.format == FactsJSONLD {
		w.out.WriteString("]}\n") // bufio keeps the error for Flush
	}
	return w.out.Flush()
}

func (w *FactWriter) json(v any, end string) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.out.Write(b) // bufio keeps the error for the next call
	_, err = w.out.WriteString(end)
	return err
}

// tabbed writes a row of a table that knows no quoting: what parts its cells
// becomes a space.
func (w *FactWriter) tabbed(cells []string) error {
	for i, c := range cells {
		cells[i] = unrun(strings.Map(func(r rune) rune {
			if r < ' ' {
				return ' '
			}
			return r
		}, c))
	}
	_, err := w.out.WriteString(strings.Join(cells, "\t") + "\n")
	return err
}

var csvColumns = []string{"id", "kind", "type", "cameo", "source", "source_code", "predicate", "target", "target_code", "object", "place", "country", "lat", "lon", "from", "to", "precision",
	"modality", "speaker", "quote", "state", "confidence", "sentence", "outlet", "headline", "url", "told", "learned", "story"}

func csvRow(f ExportedFact) []string {
	place, at := placeOf(f.Fact), timeOf(f.Fact)
	speaker := ""
	if f.Speaker != nil {
		speaker = cmp.Or(f.Speaker.Name, f.Speaker.Text)
	}
	object := f.Object
	source, target := f.Source, f.Target
	if f.Agreement != nil {
		source, object = f.Agreement.Parties, f.Agreement.Title
	}
	row := []string{f.ID, string(f.Kind), f.Type, f.CAMEO, names(source), codes(source), f.Predicate, names(target), codes(target), object,
		cmp.Or(place.Name, place.Text), place.Country, degrees(place.Lat, place), degrees(place.Lon, place), at.From, at.To, at.Precision,
		string(f.Modality), speaker, f.Quote, string(f.State), strconv.FormatFloat(f.Confidence, 'f', 2, 64), citedSentence(f.Fact), f.Outlet, f.Headline, f.URL, stamp(f.Told), stamp(f.Learned), f.StoryID}
	for i, c := range row {
		row[i] = unrun(c)
	}
	return row
}

// unrun keeps a spreadsheet from running a cell, for the words are other
// people's: one that begins like a formula, and is no number, is marked as text.
func unrun(cell string) string {
	if cell == "" || !strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return cell
	}
	if _, err := strconv.ParseFloat(cell, 64); err == nil {
		return cell
	}
	return "'" + cell
}

func names(as []news.Actor) string {
	var out []string
	for _, a := range as {
		out = append(out, cmp.Or(a.Name, a.Text))
	}
	return strings.Join(out, "; ")
}

func codes(as []news.Actor) string {
	var out []string
	for _, a := range as {
		if a.Code+a.Sector != "" {
			out = append(out, a.Code+a.Sector)
		}
	}
	return strings.Join(out, "; ")
}

func placeOf(f news.Fact) news.Place {
	if f.Place == nil {
		return news.Place{}
	}
	return *f.Place
}

func timeOf(f news.Fact) news.TimeRef {
	if f.Time == nil {
		return news.TimeRef{}
	}
	return *f.Time
}

func degrees(d float64, p news.Place) string {
	if p.Lat == 0 && p.Lon == 0 {
		return ""
	}
	return strconv.FormatFloat(d, 'f', 4, 64)
}

func citedSentence(f news.Fact) string {
	if len(f.Citations) == 0 {
		return ""
	}
	return f.Citations[0].Exact
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// eventDay is the day on which a fact happened, else the one on which it was told.
func eventDay(f ExportedFact) time.Time {
	if day, err := time.Parse(time.DateOnly, dayOf(timeOf(f.Fact).From)); err == nil {
		return day
	}
	return f.Told.UTC()
}

// quadClass is CAMEO's: 1 verbal and 2 material cooperation, 3 verbal and 4
// material conflict.
func quadClass(cameo string) string {
	root, err := strconv.Atoi(cameo[:min(2, len(cameo))])
	switch {
	case err != nil:
		return ""
	case root <= 5:
		return "1"
	case root <= 8:
		return "2"
	case root <= 13:
		return "3"
	}
	return "4"
}

func gdeltRow(f ExportedFact) []string {
	h := fnv.New64a()
	h.Write([]byte(f.ID))
	row := make([]string, 0, 61)
	add := func(cells ...string) { row = append(row, cells...) }
	day := eventDay(f)
	if day.IsZero() {
		add(strconv.FormatUint(h.Sum64()>>1, 10), "", "", "", "")
	} else {
		fraction := float64(day.Year()) + float64(day.YearDay()-1)/365
		add(strconv.FormatUint(h.Sum64()>>1, 10), day.Format("20060102"), day.Format("200601"), day.Format("2006"), strconv.FormatFloat(fraction, 'f', 4, 64))
	}
	actor := func(as []news.Actor) {
		var a news.Actor
		if len(as) > 0 {
			a = as[0]
		}
		country := ""
		if len(a.Code) == 3 {
			country = a.Code
		}
		add(a.Code+a.Sector, strings.ToUpper(cmp.Or(a.Name, a.Text)), country, "", "", "", "", a.Sector, "", "")
	}
	actor(f.Source)
	actor(f.Target)
	root := f.CAMEO[:min(2, len(f.CAMEO))]
	add("1", f.CAMEO, f.CAMEO[:min(3, len(f.CAMEO))], root, quadClass(f.CAMEO), "", strconv.Itoa(len(f.Citations)), "1", "1", "")
	nowhere := []string{"0", "", "", "", "", "", "", ""}
	add(nowhere...)
	add(nowhere...)
	if p := placeOf(f.Fact); p.Text != "" {
		kind := "4" // a place in the world that is no country
		if strings.EqualFold(p.Name, p.Country) || p.Lat == 0 && p.Lon == 0 {
			kind = "1"
		}
		add(kind, cmp.Or(p.Name, p.Text), p.Country, "", "", degrees(p.Lat, p), degrees(p.Lon, p), "")
	} else {
		add(nowhere...)
	}
	added := ""
	if !f.Learned.IsZero() {
		added = f.Learned.UTC().Format("20060102150405")
	}
	add(added, f.URL)
	return row
}

var polecatColumns = []string{"Event ID", "Event Date", "Event Type", "Event Mode", "Quad Code", "Actor Name", "Actor Name Raw", "Actor Country", "Primary Actor Sector",
	"Recipient Name", "Recipient Name Raw", "Recipient Country", "Primary Recipient Sector", "Placename", "Raw Placename", "Country", "Latitude", "Longitude",
	"Headline", "Source", "Publication Date", "URL", "Sentence"}

func polecatRow(f ExportedFact) []string {
	day, told := "", ""
	if d := eventDay(f); !d.IsZero() {
		day = d.Format(time.DateOnly)
	}
	if !f.Told.IsZero() {
		told = f.Told.UTC().Format(time.DateOnly)
	}
	side := func(as []news.Actor) (name, raw, country, sector string) {
		var raws, countries, sectors []string
		for _, a := range as {
			raws = append(raws, a.Text)
			if a.Code != "" {
				countries = append(countries, a.Code)
			}
			if a.Sector != "" {
				sectors = append(sectors, a.Sector)
			}
		}
		return names(as), strings.Join(raws, "; "), strings.Join(countries, "; "), strings.Join(sectors, "; ")
	}
	n1, r1, c1, s1 := side(f.Source)
	n2, r2, c2, s2 := side(f.Target)
	p := placeOf(f.Fact)
	quad := ""
	if f.CAMEO != "" {
		quad = quadClass(f.CAMEO)
	}
	return []string{f.ID, day, strings.TrimPrefix(f.Type, "x-"), string(f.Modality), quad, n1, r1, c1, s1, n2, r2, c2, s2,
		cmp.Or(p.Name, p.Text), p.Text, p.Country, degrees(p.Lat, p), degrees(p.Lon, p), f.Headline, f.Outlet, told, f.URL, citedSentence(f.Fact)}
}

// linkedFact writes a fact in the words of schema.org.
func linkedFact(f ExportedFact) map[string]any {
	article := map[string]any{"@type": "NewsArticle", "url": f.URL, "headline": f.Headline}
	if f.Outlet != "" {
		article["publisher"] = map[string]any{"@type": "Organization", "name": f.Outlet}
	}
	if !f.Told.IsZero() {
		article["datePublished"] = stamp(f.Told)
	}
	out := map[string]any{"@id": "urn:dateline:" + f.ID, "subjectOf": article, "description": citedSentence(f.Fact)}
	people := func(as []news.Actor) (list []any) {
		for _, a := range as {
			list = append(list, map[string]any{"@type": "Thing", "name": cmp.Or(a.Name, a.Text)})
		}
		return list
	}
	switch f.Kind {
	case news.FactQuote:
		out["@type"], out["text"] = "Quotation", f.Quote
		if f.Speaker != nil {
			out["creator"] = people([]news.Actor{*f.Speaker})[0]
		}
	case news.FactStatement:
		out["@type"], out["text"] = "Claim", citedSentence(f.Fact)
		if who := people(speakerOf(f.Fact)); len(who) > 0 {
			out["author"] = who
		}
	case news.FactAgreement:
		out["@type"] = "CreativeWork"
		if f.Agreement != nil {
			out["name"], out["additionalType"] = f.Agreement.Title, f.Agreement.Kind
			out["contributor"] = people(f.Agreement.Parties)
		}
	default:
		out["@type"] = "Event"
		out["name"] = strings.Join(strings.Fields(names(f.Source)+" "+f.Predicate+" "+names(f.Target)+" "+f.Object), " ")
		if at := timeOf(f.Fact); at.From != "" {
			out["startDate"] = at.From
			if at.To != "" && at.To != at.From {
				out["endDate"] = at.To
			}
		}
		if p := placeOf(f.Fact); p.Text != "" {
			place := map[string]any{"@type": "Place", "name": cmp.Or(p.Name, p.Text)}
			if p.Lat != 0 || p.Lon != 0 {
				place["geo"] = map[string]any{"@type": "GeoCoordinates", "latitude": p.Lat, "longitude": p.Lon}
			}
			out["location"] = place
		}
		if who := people(append(f.Source[:len(f.Source):len(f.Source)], f.Target...)); len(who) > 0 {
			out["actor"] = who
		}
	}
	return out
}
