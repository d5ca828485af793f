package trees

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestTrain learns a rule that no single number tells: exactly one of two.
func TestTrain(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	var x [][]float32
	var y, w []float32
	for range 2000 {
		a, b, noise := random.Float32(), random.Float32(), random.Float32()
		x = append(x, []float32{a, b, noise})
		kind := float32(0)
		if (a > 0.5) != (b > 0.3) {
			kind = 1
		}
		y, w = append(y, kind), append(w, 1)
	}
	o := Options{Trees: 60, Leaves: 8, Rate: 0.2, MinWeight: 2, Columns: 1, Rows: 0.8}
	f := Train(x, y, w, o)
	wrong := 0
	for i := range x {
		if (f.Predict(x[i]) > 0.5) != (y[i] > 0.5) {
			wrong++
		}
	}
	if wrong > 40 {
		t.Errorf("%d of %d wrong, want at most 40", wrong, len(x))
	}
	data := f.Encode()
	if again := Train(x, y, w, o).Encode(); !bytes.Equal(data, again) {
		t.Error("trained twice, the trees differ")
	}
	back, err := Decode(data, 3)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		if got, want := back.Predict(x[i]), f.Predict(x[i]); got != want {
			t.Errorf("read back, %v gives %v, want %v", x[i], got, want)
		}
	}
	for i, got := range f.Score(x, -3) {
		if want := f.Predict(x[i]); got != want && (got > 0.05 || want > 0.2) {
			t.Errorf("scored, %v gives %v, want %v", x[i], got, want)
		}
	}
}

// TestDecodeBroken: what is no forest is refused, never followed out of bounds.
func TestDecodeBroken(t *testing.T) {
	x := [][]float32{{0, 1}, {1, 0}, {0, 0}, {1, 1}}
	data := Train(x, []float32{0, 1, 0, 1}, []float32{9, 9, 9, 9}, Options{Trees: 2, Leaves: 4, Rate: 0.5, Columns: 1, Rows: 1}).Encode()
	if _, err := Decode(data, 2); err != nil {
		t.Fatal(err)
	}
	for n := range data {
		if _, err := Decode(data[:n], 2); err == nil {
			t.Errorf("the first %d of %d bytes were taken for a forest", n, len(data))
		}
	}
	if _, err := Decode(data, 0); err == nil {
		t.Error("a forest that asks for more numbers than there are was taken")
	}
}

// TestLoad: a forest is taken with the features that it was trained on, in their
// order, and with no others.
func TestLoad(t *testing.T) {
	x := [][]float32{{0, 1}, {1, 0}, {0, 0}, {1, 1}}
	f := Train(x, []float32{0, 1, 0, 1}, []float32{9, 9, 9, 9}, Options{Trees: 2, Leaves: 4, Rate: 0.5, Columns: 1, Rows: 1})
	names := Names(func(r *Row) {
		r.Add("words", 1)
		r.In("line", -3)
		r.AddIf("is a link", true)
		r.In("", 0)
	})
	if want := []string{"words", "line -3: is a link"}; !slices.Equal(names, want) {
		t.Fatalf("the names are %q, want %q", names, want)
	}
	data := f.Save(names)
	back, err := Load(data, names)
	if err != nil || back.Predict(x[0]) != f.Predict(x[0]) {
		t.Fatalf("%v: read back, the forest says something else", err)
	}
	slices.Reverse(names)
	for name, features := range map[string][]string{"reordered": names, "fewer": names[:1], "more": append(names, "commas")} {
		if _, err := Load(data, features); !errors.Is(err, ErrFeatures) {
			t.Errorf("%s features: %v, want %v", name, err, ErrFeatures)
		}
	}
	for n := range data {
		if _, err := Load(data[:n], names); err == nil {
			t.Errorf("the first %d of %d bytes were taken for a forest", n, len(data))
		}
	}
}
