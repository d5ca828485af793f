package read

import (
	_ "embed"
	"sync"

	"dateline/read/body"
	"dateline/read/plain"
)

var (
	//go:embed data/html-first.trees
	htmlFirst []byte
	//go:embed data/html-second.trees
	htmlSecond []byte

	htmlJudges = sync.OnceValue(func() body.Judges { return body.LoadJudges(htmlFirst, htmlSecond) })
)

var (
	//go:embed data/text-seams.trees
	textSeams []byte
	//go:embed data/text-heads.trees
	textHeads []byte
	//go:embed data/text-words.bytes
	textWords []byte
	//go:embed data/text-first.trees
	textFirst []byte
	//go:embed data/text-second.trees
	textSecond []byte

	learnedText = sync.OnceValue(func() plain.Judges {
		return plain.LoadJudges(textSeams, textHeads, textWords, textFirst, textSecond)
	})
)
