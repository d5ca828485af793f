package collect

import "strings"

// doctype passes over a document type, and keeps the general entities that its
// internal subset declares (XML 1.0 §4.2.1). External ones are not fetched, and
// the entities within entities stay as they are written: they cannot multiply.
func (t *tokenizer) doctype() {
	t.pos += len("<!doctype")
	for t.pos < len(t.s) {
		switch t.s[t.pos] {
		case '"', '\'':
			t.value()
		case '[':
			t.pos++
			t.internalSubset()
		case '>':
			t.pos++
			return
		case '<': // its end is missing
			t.faulty = true
			return
		default:
			t.pos++
		}
	}
}

func (t *tokenizer) internalSubset() {
	for t.pos < len(t.s) {
		rest := t.s[t.pos:]
		switch {
		case rest[0] == ']':
			t.pos++
			return
		case strings.HasPrefix(rest, "<!ENTITY"):
			t.pos += len("<!ENTITY")
			t.declare()
		case strings.HasPrefix(rest, "<!--"):
			t.skipPast(len("<!--"), "-->")
		case strings.HasPrefix(rest, "<?"):
			t.skipPast(len("<?"), "?>")
		case rest[0] == '"' || rest[0] == '\'':
			t.value()
		default:
			t.pos++
		}
	}
}

// declare reads an entity's name and value.
func (t *tokenizer) declare() {
	t.skipSpace()
	name := t.name()
	t.skipSpace()
	if t.pos == len(t.s) || t.s[t.pos] != '"' && t.s[t.pos] != '\'' {
		return // a parameter entity, or an external one
	}
	value := t.value()
	if name == "" || name == "%" || len(value) > maxEntity || len(t.entities) == maxAttributes {
		return
	}
	value = t.unescape(value)
	if t.entities == nil {
		t.entities = map[string]string{}
	}
	if _, declared := t.entities[name]; !declared { // the first one binds (§4.2)
		t.entities[name] = value
	}
}
