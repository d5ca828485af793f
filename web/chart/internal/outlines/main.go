// Outlines makes the outlines of the land that package chart embeds for its maps,
// from files of Natural Earth in TopoJSON that data/LICENSES.md lists.
//
// In come the folder of those files and the folder data; out go two packed files,
// of the small and of the middle scale, byte for byte the same for the same input.
// Run it from the folder web/chart, with what npm pack world-atlas@2.0.2 holds:
//
//	go run ./internal/outlines FOLDER/package data
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: outlines ATLAS DATA")
		os.Exit(2)
	}
	for _, part := range []struct {
		name  string
		least float64 // degrees across that an island must have
	}{{"land-110m", 0}, {"land-50m", 0.25}} {
		if err := outline(filepath.Join(os.Args[1], part.name+".json"), filepath.Join(os.Args[2], part.name+".gz"), part.least); err != nil {
			fmt.Fprintln(os.Stderr, "outlines:", err)
			os.Exit(1)
		}
	}
}

// perDegree is how many steps of the packed file a degree has: a step is some two
// kilometres, less than the width of a line on any map that is drawn.
const perDegree = 50

type point struct{ lon, lat int }

// A topology is TopoJSON as far as land needs it: arcs of steps, and polygons that
// are rings of arcs; ^i is arc i the other way round.
type topology struct {
	Transform struct{ Scale, Translate [2]float64 }
	Arcs      [][][2]float64
	Objects   struct {
		Land struct {
			Geometries []struct {
				Type string
				Arcs [][][]int
			}
		}
	}
}

func outline(from, to string, least float64) error {
	raw, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	var t topology
	if err := json.Unmarshal(raw, &t); err != nil {
		return fmt.Errorf("reading %s: %w", from, err)
	}
	var rings [][]point
	for _, g := range t.Objects.Land.Geometries {
		if g.Type != "MultiPolygon" {
			return fmt.Errorf("%s holds a %s, not polygons", from, g.Type)
		}
		for _, polygon := range g.Arcs {
			for _, ring := range polygon {
				if r := simple(t.ring(ring)); len(r) >= 3 && across(r) >= least*perDegree {
					rings = append(rings, r)
				}
			}
		}
	}
	if len(rings) == 0 {
		return fmt.Errorf("%s holds no land", from)
	}
	return os.WriteFile(to, packed(rings), 0o644)
}

// ring puts arcs together; each begins where the one before ended.
func (t topology) ring(arcs []int) (out []point) {
	for _, i := range arcs {
		var arc []point
		backwards := i < 0
		if backwards {
			i = ^i
		}
		x, y := 0.0, 0.0
		for _, step := range t.Arcs[i] {
			x, y = x+step[0], y+step[1]
			arc = append(arc, point{
				int(math.Round((x*t.Transform.Scale[0] + t.Transform.Translate[0]) * perDegree)),
				int(math.Round((y*t.Transform.Scale[1] + t.Transform.Translate[1]) * perDegree))})
		}
		if backwards {
			for a, b := 0, len(arc)-1; a < b; a, b = a+1, b-1 {
				arc[a], arc[b] = arc[b], arc[a]
			}
		}
		out = append(out, arc...)
	}
	return untorn(out)
}

// untorn goes on counting where a ring crosses the line of 180 degrees, so that
// neighbours stay neighbours. A ring that goes around a pole is closed over it.
func untorn(ring []point) []point {
	const turn = 360 * perDegree
	for i := 1; i < len(ring); i++ {
		for ring[i].lon-ring[i-1].lon > turn/2 {
			ring[i].lon -= turn
		}
		for ring[i-1].lon-ring[i].lon > turn/2 {
			ring[i].lon += turn
		}
	}
	first, last := ring[0], ring[len(ring)-1]
	if around := last.lon - first.lon; around > turn/2 || around < -turn/2 {
		pole := 90 * perDegree
		if first.lat < 0 {
			pole = -pole
		}
		ring = append(ring, point{last.lon, pole}, point{first.lon, pole})
	}
	return ring
}

// simple leaves out points that are no corner: those that repeat the one before,
// and those on the way between their neighbours.
func simple(ring []point) (out []point) {
	for _, p := range ring {
		n := len(out)
		if n > 0 && out[n-1] == p {
			continue
		}
		if n > 1 && (out[n-1].lon-out[n-2].lon)*(p.lat-out[n-1].lat) == (out[n-1].lat-out[n-2].lat)*(p.lon-out[n-1].lon) &&
			(out[n-1].lon-out[n-2].lon)*(p.lon-out[n-1].lon)+(out[n-1].lat-out[n-2].lat)*(p.lat-out[n-1].lat) > 0 {
			out[n-1] = p
			continue
		}
		out = append(out, p)
	}
	if n := len(out); n > 1 && out[0] == out[n-1] {
		out = out[:n-1]
	}
	return out
}

func across(ring []point) float64 {
	low, high := ring[0], ring[0]
	for _, p := range ring {
		low, high = point{min(low.lon, p.lon), min(low.lat, p.lat)}, point{max(high.lon, p.lon), max(high.lat, p.lat)}
	}
	return float64(max(high.lon-low.lon, high.lat-low.lat))
}

// packed writes for each ring how many points it has, then the steps from point to
// point, from 0, 0 on, all as variable-length integers.
func packed(rings [][]point) []byte {
	var plain []byte
	for _, r := range rings {
		plain = binary.AppendUvarint(plain, uint64(len(r)))
		at := point{}
		for _, p := range r {
			plain = binary.AppendVarint(plain, int64(p.lon-at.lon))
			plain = binary.AppendVarint(plain, int64(p.lat-at.lat))
			at = p
		}
	}
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // no level that can fail
	z.Write(plain)                                          // to memory
	z.Close()
	return out.Bytes()
}
