package chart

import (
	"html/template"
	"math"
	"net/url"
	"slices"

	"dateline/store"
	"dateline/web/frame/texts"
)

// A WorldMap is a picture of where things happened. It asks nobody for anything:
// the land is drawn into the page. A list beside it says the same, for those who do
// not see it, and because of places that are close to each other.
type WorldMap struct {
	Height   int
	Land     template.HTMLAttr // the attribute d of the path
	Points   []mapPoint        // on the picture, the largest first, so that small ones lie on top
	Places   []MapPlace        // all of them, those with most facts first
	Shown    int               // of Places, that the list shows
	Outside  int               // of Places, that the view does not hold
	Views    []mapChoice
	Labelled string // what the map is of, for its name
	Narrow   bool   // shown in half of a page: letters and points are larger
}

// mapUnits is the width of the picture, for the template.
func (WorldMap) Width() int { return mapWidth }

// A MapPlace is somewhere with facts.
type MapPlace struct {
	store.PlaceRow
	Link  string
	Lines []string // what happened there, some of it
}

// A mapPoint is one place on the picture, or several too close to be told apart.
type mapPoint struct {
	X, Y, R         int
	Link, Name      string // Name with the number of facts
	Label           string // empty: there is no room for it
	LabelX, LabelY  int
	LabelEnd        bool // the label ends at LabelX
	facts, together int
}

// A mapChoice is a part of the world that can be looked at.
type mapChoice struct {
	Key, Title, Link string
	Current          bool
}

// mapRegions are the parts of the world that are offered.
var mapRegions = []struct {
	key, title string
	view       mapView
}{
	{"world", "World", mapView{-180, -60, 180, 90}},
	{"africa", "Africa", mapView{-22, -36, 55, 39}},
	{"asia", "Asia", mapView{42, -11, 150, 60}},
	{"europe", "Europe", mapView{-25, 34, 46, 72}},
	{"middle-east", "Middle East", mapView{24, 11, 66, 44}},
	{"north-america", "North America", mapView{-170, 6, -50, 75}},
	{"south-america", "South America", mapView{-86, -57, -32, 14}},
	{"oceania", "Oceania", mapView{108, -50, 216, 18}},
}

// What a map shows at most.
const (
	MapPlacesMost = 400
	mapListed     = 40
	mapLabels     = 16
)

// MapOf draws places. view names a part of the world; empty or unknown, the map
// shows as much as holds all the places. at is the page's address, whose parameter
// map the choices change.
func MapOf(places []MapPlace, view string, at *url.URL, of string, narrow bool) WorldMap {
	m := WorldMap{Places: places, Labelled: of, Narrow: narrow}
	if len(places) == 0 {
		return m
	}
	v := viewOf(places)
	known := false
	for _, r := range mapRegions {
		if r.key == view {
			v, known = r.view.framed(), true
		}
	}
	m.Views = append(m.Views, choiceOf("all", "All of it", !known, at))
	for _, r := range mapRegions {
		m.Views = append(m.Views, choiceOf(r.key, r.title, r.key == view, at))
	}
	m.Height, m.Land = v.height(), template.HTMLAttr(`d="`+v.land()+`"`) // of digits and letters that we wrote
	m.Shown = min(len(places), mapListed)
	for _, p := range places {
		c := coordinate{v.moved(p.Lon), p.Lat}
		if !v.holds(c) {
			m.Outside++
			continue
		}
		x, y := v.at(c)
		m.add(p, int(math.Round(x)), int(math.Round(y)))
	}
	m.label()
	return m
}

func choiceOf(key, title string, current bool, at *url.URL) mapChoice {
	q := at.Query()
	q.Set("map", key)
	return mapChoice{key, title, texts.AddressOf(at.EscapedPath(), q.Encode()) + "#map", current}
}

// viewOf is the least part of the world that holds all places, with some room
// around, and is not so small that nothing of the land would be seen.
func viewOf(places []MapPlace) mapView {
	south, north := 90.0, -90.0
	var lons []float64
	for _, p := range places {
		south, north = min(south, p.Lat), max(north, p.Lat)
		lons = append(lons, p.Lon)
	}
	slices.Sort(lons)
	west, east := lons[0], lons[len(lons)-1]
	widest := 360 - (east - west) // the widest gap between neighbours around the earth
	for i := 1; i < len(lons); i++ {
		if gap := lons[i] - lons[i-1]; gap > widest {
			widest, west, east = gap, lons[i], lons[i-1]+360
		}
	}
	lon, lat := (west+east)/2, (south+north)/2
	wide, high := max((east-west)*1.24, 24), max((north-south)*1.3, 12)
	v := mapView{lon - wide/2, lat - high/2, lon + wide/2, lat + high/2}.framed()
	if v.East-v.West > 250 {
		return mapRegions[0].view
	}
	return v
}

// add puts a place on the picture, or to one that is too close to it.
func (m *WorldMap) add(p MapPlace, x, y int) {
	near := 14
	if m.Narrow {
		near = 22
	}
	for i := range m.Points {
		o := &m.Points[i]
		if dx, dy := o.X-x, o.Y-y; dx*dx+dy*dy < near*near {
			o.facts, o.together = o.facts+p.Facts, o.together+1
			return
		}
	}
	m.Points = append(m.Points, mapPoint{X: x, Y: y, Link: p.Link, Label: p.Name, facts: p.Facts})
}

// label names the points: each for those who hear it, on the picture the largest
// as far as there is room.
func (m *WorldMap) label() {
	type box struct{ left, top, right, bottom int }
	var taken []box
	letter, line, most, least := 13, 14, mapLabels, 9
	if m.Narrow {
		letter, line, most, least = 20, 20, mapLabels/2, 15
	}
	for i := range m.Points {
		p := &m.Points[i]
		p.R = min(least+int(4*math.Sqrt(float64(p.facts-1))), 34)
		p.Name = p.Label
		if p.together > 0 {
			p.Name += " and " + texts.Count(p.together, "place", "places") + " close to it"
		}
		p.Name += ": " + texts.Count(p.facts, "fact", "facts")
		taken = append(taken, box{p.X - p.R, p.Y - p.R, p.X + p.R, p.Y + p.R})
	}
	for i := range m.Points {
		p := &m.Points[i]
		name := texts.Excerpt(24, p.Label)
		p.Label = ""
		width := letter * len([]rune(name))
		for _, end := range []bool{false, true} {
			b := box{p.X + p.R + 6, p.Y - line, p.X + p.R + 6 + width, p.Y + line}
			if end {
				b = box{p.X - p.R - 6 - width, p.Y - line, p.X - p.R - 6, p.Y + line}
			}
			free := i < most && b.left >= 0 && b.right <= mapWidth && b.top >= 0 && b.bottom <= m.Height && !slices.ContainsFunc(taken, func(o box) bool {
				return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
			})
			if free {
				p.Label, p.LabelY, p.LabelX, p.LabelEnd = name, p.Y+line/2, b.left, end
				if end {
					p.LabelX = b.right
				}
				taken = append(taken, b)
				break
			}
		}
	}
}
