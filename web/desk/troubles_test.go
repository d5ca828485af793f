package desk

import (
	"testing"

	"dateline/newsroom"
)

// Whatever fails is named in words at "Needs attention".
func TestStepsHaveWords(t *testing.T) {
	room, err := newsroom.Open(t.Context(), newsroom.Config{Data: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer room.Close()
	for _, kind := range room.StepKinds() {
		if stepWords[kind] == "" {
			t.Errorf("the step %q has no words", kind)
		}
	}
}
