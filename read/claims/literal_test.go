package claims

import (
	"strings"
	"testing"
)

// TestBrokenScripts: what is no value, or one without end, is passed over at once.
func TestBrokenScripts(t *testing.T) {
	for _, source := range []string{"", "(", "(function(", "(function(a", "(function(a){", "(function(a){return", "(function(a){return {x:a}}", "(function(a){a.b=1", "{", "{a", "{a:", "{a:[", "[1,", `"\u12`, `'\`, "`a${b}`", "!", "new", "JSON.parse(", "JSON.parse('{')", "-", "{a:b}", "[a]", "(function(){return b}())", strings.Repeat("[", 10_000), strings.Repeat("(function(a){return ", 10_000), strings.Repeat("!", 10_000)} {
		f := &stateFinder{budget: budget{values: 1000, bytes: MaxState}, reading: 1 << 20}
		f.script("x=" + source)
		if f.best != nil {
			t.Errorf("%.40q was taken for a body", source)
		}
	}
	f := &stateFinder{budget: budget{values: 200_000, bytes: MaxState}, reading: 4 * MaxState}
	f.script(strings.Repeat(`="x=[",`, 500_000))
	f.script(strings.Repeat(`a=["x",`, 500_000))
	if f.reading < -MaxState {
		t.Errorf("%d bytes more were read than may be", -f.reading)
	}
}
