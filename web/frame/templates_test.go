package frame_test

import (
	"testing"

	"dateline/web/frame"
	"dateline/web/frame/frametest"
)

func TestTemplatesWithNothing(t *testing.T) {
	frametest.WithNothing(t, frametest.Open(t), frame.Nothing)
}
