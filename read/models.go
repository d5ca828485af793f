package read

import (
	_ "embed"
	"sync"

	"dateline/read/body"
)

var (
	//go:embed data/html-first.trees
	htmlFirst []byte
	//go:embed data/html-second.trees
	htmlSecond []byte

	htmlJudges = sync.OnceValue(func() body.Judges { return body.LoadJudges(htmlFirst, htmlSecond) })
)
