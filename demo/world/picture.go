package world

import (
	"fmt"
	"hash/fnv"
	"html"
	"math"
	"math/rand/v2"
	"strings"
)

// palettes are sky top, sky bottom, sun, and four layers from far to near.
var palettes = [][7]string{
	{"#f6d7b0", "#f2a488", "#fff3d6", "#c9788a", "#8f5573", "#5b3b5f", "#33274a"},
	{"#cfe6ee", "#8fc3d4", "#fffbe8", "#79a7b5", "#4d7f91", "#2f5a6e", "#1d3b4d"},
	{"#fbe9c6", "#f0c27b", "#fffdf3", "#c9a25c", "#8d8a52", "#5a6e4c", "#31483c"},
	{"#d9d4ec", "#a79fcf", "#fdeff0", "#8b83b8", "#67609a", "#464276", "#2a2a52"},
	{"#dff0e2", "#a5d3b4", "#fffbe0", "#82b795", "#579575", "#37705a", "#1f4a40"},
	{"#e9e4dc", "#c9beae", "#ffffff", "#a99a88", "#84766a", "#5c5450", "#393638"},
	{"#ffe1d6", "#ffb199", "#fff6e5", "#e58b7b", "#b8605f", "#7d4150", "#472a40"},
}

// picture draws the flat landscape that belongs to a picture's name: the same
// name always gives the same picture.
func picture(name string) string {
	h := fnv.New64a()
	h.Write([]byte(name))
	rng := rand.New(rand.NewPCG(h.Sum64(), 7))
	p := palettes[rng.IntN(len(palettes))]
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="675" viewBox="0 0 1200 675" role="img"><title>%s</title>`,
		html.EscapeString(strings.ReplaceAll(strings.TrimSuffix(name, ".svg"), "-", " ")))
	fmt.Fprintf(&b, `<defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="%s"/><stop offset="1" stop-color="%s"/></linearGradient></defs><rect width="1200" height="675" fill="url(#s)"/>`, p[1], p[0])
	fmt.Fprintf(&b, `<circle cx="%d" cy="%d" r="%d" fill="%s"/>`, 150+rng.IntN(900), 110+rng.IntN(170), 50+rng.IntN(60), p[2])
	scenes := []func(*strings.Builder, *rand.Rand, [7]string){hills, sea, skyline, hall}
	scenes[sceneOf(name, rng.IntN(len(scenes)))](&b, rng, p)
	b.WriteString("</svg>\n")
	return b.String()
}

// sceneWords say which scene belongs to a word in a picture's name.
var sceneWords = map[string]int{
	"valley": 0, "field": 0, "river": 0, "mountain": 0, "farm": 0, "dam": 0, "forest": 0,
	"harbour": 1, "port": 1, "ship": 1, "ferry": 1, "sea": 1, "bay": 1, "canal": 1,
	"city": 2, "street": 2, "bank": 2, "market": 2, "tower": 2, "office": 2,
	"signing": 3, "talks": 3, "parliament": 3, "palace": 3, "court": 3, "hall": 3, "delegation": 3, "summit": 3,
}

// sceneOf lets a name that says what is to be seen choose the scene; the last
// such word counts ("port-amity-city" is a city).
func sceneOf(name string, otherwise int) int {
	for _, word := range strings.Split(strings.TrimSuffix(name, ".svg"), "-") {
		if scene, ok := sceneWords[word]; ok {
			otherwise = scene
		}
	}
	return otherwise
}

func hills(b *strings.Builder, rng *rand.Rand, p [7]string) {
	for layer := range 4 {
		base := 300 + 90*float64(layer)
		phase, wave := rng.Float64()*6, 0.003+rng.Float64()*0.004
		var d strings.Builder
		fmt.Fprintf(&d, "M0 675")
		for x := 0; x <= 1200; x += 40 {
			y := base + 55*math.Sin(float64(x)*wave+phase) + 18*math.Sin(float64(x)*wave*2.7+phase*2)
			fmt.Fprintf(&d, "L%d %.0f", x, y)
		}
		fmt.Fprintf(b, `<path d="%sL1200 675Z" fill="%s"/>`, d.String(), p[3+layer])
	}
}

func sea(b *strings.Builder, rng *rand.Rand, p [7]string) {
	fmt.Fprintf(b, `<rect y="390" width="1200" height="285" fill="%s"/>`, p[4])
	for i := range 9 {
		y := 405 + 30*i
		x := rng.IntN(900)
		fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="5" rx="2" fill="%s" opacity=".6"/>`, x, y, 120+rng.IntN(300), p[3])
	}
	for range 2 + rng.IntN(2) {
		x, y, s := 80+rng.IntN(850), 380+rng.IntN(90), 0.7+rng.Float64()*0.8
		fmt.Fprintf(b, `<g transform="translate(%d %d) scale(%.2f)"><path d="M0 0H220L190 46H34Z" fill="%s"/><rect x="120" y="-48" width="56" height="48" fill="%s"/><rect x="30" y="-26" width="36" height="26" fill="%s"/><rect x="72" y="-26" width="36" height="26" fill="%s"/></g>`,
			x, y, s, p[6], p[2], p[3], p[5])
	}
}

func skyline(b *strings.Builder, rng *rand.Rand, p [7]string) {
	for layer := range 3 {
		for x := -20; x < 1200; {
			width, height := 50+rng.IntN(80), 120+rng.IntN(190)+50*layer
			top := 675 - height + 60*(1-layer)
			fmt.Fprintf(b, `<rect x="%d" y="%d" width="%d" height="675" fill="%s"/>`, x, top, width, p[3+layer])
			if layer == 2 {
				for wy := top + 24; wy < 640; wy += 44 {
					for wx := x + 12; wx < x+width-16; wx += 26 {
						if rng.IntN(3) > 0 {
							fmt.Fprintf(b, `<rect x="%d" y="%d" width="11" height="18" fill="%s" opacity=".75"/>`, wx, wy, p[2])
						}
					}
				}
			}
			x += width + rng.IntN(24)
		}
	}
}

// hall is a colonnade with people at a table in front of it.
func hall(b *strings.Builder, rng *rand.Rand, p [7]string) {
	fmt.Fprintf(b, `<path d="M60 210L600 70L1140 210Z" fill="%s"/><rect x="60" y="210" width="1080" height="36" fill="%s"/>`, p[4], p[5])
	for x := 110; x < 1100; x += 140 {
		fmt.Fprintf(b, `<rect x="%d" y="246" width="56" height="330" fill="%s"/>`, x, p[3])
	}
	fmt.Fprintf(b, `<rect y="560" width="1200" height="115" fill="%s"/>`, p[5])
	n := 3 + rng.IntN(4)
	for i := range n {
		x := 600 + (2*i-n+1)*85
		fmt.Fprintf(b, `<circle cx="%d" cy="%d" r="30" fill="%s"/><path d="M%d 560q0-90 52-90t52 90Z" fill="%s"/>`, x, 440-rng.IntN(14), p[2], x-52, p[6])
	}
	fmt.Fprintf(b, `<rect x="%d" y="545" width="%d" height="26" rx="6" fill="%s"/>`, 600-100*n, 200*n, p[4])
}

func favicon(o *Outlet) string {
	h := fnv.New64a()
	h.Write([]byte(o.Key))
	p := palettes[h.Sum64()%uint64(len(palettes))]
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="10" fill="%s"/><text x="32" y="44" font-family="Georgia,serif" font-size="34" font-weight="700" text-anchor="middle" fill="%s">%s</text></svg>`+"\n",
		p[6], p[2], html.EscapeString(initials(strings.TrimPrefix(o.Name, "The "))[:1]))
}
