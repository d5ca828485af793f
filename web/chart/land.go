package chart

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
	"io"
	"math"
	"strconv"
	"sync"
)

//go:embed data/land-110m.gz
var packedSmallScale []byte

//go:embed data/land-50m.gz
var packedMiddleScale []byte

// landPerDegree is the unit of the packed outlines (see internal/outlines).
const landPerDegree = 50

// A coordinate is a place in degrees.
type coordinate struct{ lon, lat float64 }

var (
	smallScale  = sync.OnceValue(func() [][]coordinate { return unpackLand(packedSmallScale) })
	middleScale = sync.OnceValue(func() [][]coordinate { return unpackLand(packedMiddleScale) })
)

// unpackLand reads embedded outlines, which their generator wrote and a test reads
// whole: a fault in them is a fault of the build. Where land crosses the line of 180
// degrees its ring goes on counting.
func unpackLand(packed []byte) (rings [][]coordinate) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic("web: the embedded outlines of the land: " + err.Error())
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		panic("web: the embedded outlines of the land: " + err.Error())
	}
	step := func() (n int64) {
		n, size := binary.Varint(plain)
		plain = plain[size:]
		return n
	}
	for len(plain) > 0 {
		count, size := binary.Uvarint(plain)
		plain = plain[size:]
		ring := make([]coordinate, count)
		var lon, lat int64
		for i := range ring {
			lon += step()
			lat += step()
			ring[i] = coordinate{float64(lon) / landPerDegree, float64(lat) / landPerDegree}
		}
		rings = append(rings, ring)
	}
	return rings
}

// A mapView is the part of the world that a map shows, in degrees. East may be
// beyond 180: the Pacific is not torn.
type mapView struct{ West, South, East, North float64 }

func (v mapView) holds(c coordinate) bool {
	return c.lat >= v.South && c.lat <= v.North && c.lon >= v.West && c.lon <= v.East
}

// moved gives the longitude as it is counted in this view.
func (v mapView) moved(lon float64) float64 {
	for lon < v.West && lon+360 <= v.East {
		lon += 360
	}
	for lon > v.East && lon-360 >= v.West {
		lon -= 360
	}
	return lon
}

// mapWidth is the width of a map in its own units; the height follows.
const mapWidth = 1200

// squeeze is how much narrower a degree of longitude is than one of latitude in
// the middle of the view: maps are equirectangular, true along that line. The
// whole world is drawn plainly.
func (v mapView) squeeze() float64 {
	if v.East-v.West > 300 {
		return 1
	}
	return max(0.2, math.Cos((v.South+v.North)/2*math.Pi/180)) // at a pole nothing would be left
}

// framed widens a view so that its picture is between a third and two thirds as
// high as it is wide.
func (v mapView) framed() mapView {
	lon, lat, squeeze := (v.West+v.East)/2, (v.South+v.North)/2, v.squeeze()
	wide, high := v.East-v.West, v.North-v.South
	wide = max(wide, high/squeeze/0.66)
	high = max(high, wide*squeeze/3)
	return mapView{lon - wide/2, lat - high/2, lon + wide/2, lat + high/2}
}

func (v mapView) height() int {
	return int(math.Round(mapWidth * (v.North - v.South) / ((v.East - v.West) * v.squeeze())))
}

// at is where a coordinate is on the map, in its units.
func (v mapView) at(c coordinate) (x, y float64) {
	perLon := mapWidth / (v.East - v.West)
	return (c.lon - v.West) * perLon, (v.North - c.lat) * perLon / v.squeeze()
}

// land draws the land of the view as an SVG path, clipped to it.
func (v mapView) land() string {
	rings := middleScale()
	if v.East-v.West > 100 {
		rings = smallScale()
	}
	margin := (v.East - v.West) / 50 // so that the cut edges are out of sight
	sight := mapView{v.West - margin, v.South - margin, v.East + margin, v.North + margin}
	var path []byte
	for _, ring := range rings {
		for _, turn := range []float64{-360, 0, 360} {
			if inSight := sight.clip(ring, turn); len(inSight) > 2 {
				path = v.draw(path, inSight)
			}
		}
	}
	return string(path)
}

// clip cuts a ring, turned around the earth by so many degrees, to the view: edge
// by edge, after Sutherland and Hodgman (1974).
func (v mapView) clip(ring []coordinate, turn float64) []coordinate {
	seen := [4]bool{} // is something within each edge?
	for _, c := range ring {
		lon := c.lon + turn
		seen = [4]bool{seen[0] || lon >= v.West, seen[1] || lon <= v.East, seen[2] || c.lat >= v.South, seen[3] || c.lat <= v.North}
	}
	if seen != [4]bool{true, true, true, true} {
		return nil
	}
	out := make([]coordinate, len(ring))
	for i, c := range ring {
		out[i] = coordinate{c.lon + turn, c.lat}
	}
	for _, edge := range []struct {
		within func(coordinate) float64 // how far, below 0 outside
	}{
		{func(c coordinate) float64 { return c.lon - v.West }}, {func(c coordinate) float64 { return v.East - c.lon }},
		{func(c coordinate) float64 { return c.lat - v.South }}, {func(c coordinate) float64 { return v.North - c.lat }},
	} {
		in := out
		out = make([]coordinate, 0, len(in))
		for i, c := range in {
			before := in[(i+len(in)-1)%len(in)]
			from, to := edge.within(before), edge.within(c)
			if from < 0 != (to < 0) {
				share := from / (from - to)
				out = append(out, coordinate{before.lon + share*(c.lon-before.lon), before.lat + share*(c.lat-before.lat)})
			}
			if to >= 0 {
				out = append(out, c)
			}
		}
	}
	return out
}

// draw adds a ring to a path, in whole units; what falls on one point is one.
func (v mapView) draw(path []byte, ring []coordinate) []byte {
	start, points := len(path), 0
	var lastX, lastY int
	for i, c := range ring {
		fx, fy := v.at(c)
		x, y := int(math.Round(fx)), int(math.Round(fy))
		switch {
		case i == 0:
			path = append(path, 'M')
			path = strconv.AppendInt(path, int64(x), 10)
			path = append(path, ' ')
			path = strconv.AppendInt(path, int64(y), 10)
			path = append(path, 'l')
		case x == lastX && y == lastY:
			continue
		default:
			path = strconv.AppendInt(path, int64(x-lastX), 10)
			path = append(path, ' ')
			path = strconv.AppendInt(path, int64(y-lastY), 10)
			path = append(path, ' ')
		}
		lastX, lastY = x, y
		points++
	}
	if points < 3 {
		return path[:start] // too small to see
	}
	path[len(path)-1] = 'z'
	return path
}
