package store

import "testing"

// The latitude and the longitude of a place are of one pair, below nought too.
func TestPlacesTakeOnePair(t *testing.T) {
	all := []there{{ID: "suva"}, {ID: "suva", Located: 1, Lat: -18.14, Lon: 178.44}, {ID: "suva", Located: 1, Lat: 10, Lon: -20}, {ID: "lima"}}
	settle(all)
	for _, at := range all[:3] {
		if at.Located != 1 || at.Lat != -18.14 || at.Lon != 178.44 {
			t.Errorf("Suva is at %+v", at)
		}
	}
	if all[3].Located != 0 {
		t.Errorf("Lima is at %+v", all[3])
	}
}
