package names

import "strings"

// class is what sort of name a common word makes or announces, in a letter; empty
// for most words. The words are those of English that newspapers use for it.
func class(word string) string { return classOf[word] }

// IsTitle says that a word announces the name of a person.
func IsTitle(word string) bool { return class(strings.ToLower(word)) == "t" }

var classOf = func() map[string]string {
	out := map[string]string{}
	for letter, words := range map[string]string{
		// heads of the names of bodies
		"o": `university college school institute academy seminary party union league association federation confederation society club team church diocese congregation
			company corporation corp corp. inc inc. ltd ltd. llc plc co co. group holdings bank press publishing publishers records entertainment studios pictures productions films media
			news newspaper times post herald tribune gazette radio television tv network channel broadcasting airlines airways railway railways motors industries systems technologies software
			laboratories pharmaceuticals foundation trust fund council committee commission board bureau agency authority department ministry office service services parliament congress senate
			assembly court police army navy force forces corps regiment brigade battalion division squadron fleet guard command front brigade orchestra band choir ensemble quartet
			symphony fc afc united city rovers wanderers athletic alliance coalition movement organization organisation institution museum library hospital clinic partnership brothers associates
			magazine journal cooperative guild brotherhood chamber consortium exchange`,
		// heads of the names of places
		"p": `river lake sea ocean bay gulf strait sound creek falls springs spring mountain mountains mount mt mt. hill hills valley peak range ridge plateau canyon desert forest island islands isle peninsula
			cape coast beach shore harbour harbor port county province state district region territory township town village borough parish municipality prefecture canton republic kingdom empire
			street road avenue boulevard lane square park garden gardens bridge airport station highway route junction canal castle palace tower stadium arena cemetery heights
			north south east west northern southern eastern western central upper lower`,
		// before the name of a person
		"t": `mr mr. mrs mrs. ms ms. miss dr dr. prof prof. professor sir dame lord lady king queen prince princess duke duchess earl count countess baron emperor empress tsar pope saint st st. cardinal archbishop bishop
			reverend rev rev. father brother sister president vice-president chairman chairwoman chairperson chancellor premier minister secretary senator congressman congresswoman representative governor mayor judge justice
			general gen gen. colonel col col. major captain capt capt. lieutenant lt lt. sergeant sgt sgt. admiral commander marshal ambassador sheikh sultan imam rabbi ayatollah director coach actor actress singer
			guitarist drummer bassist composer writer author poet novelist producer engineer wife husband son daughter mother attorney lawyer detective inspector spokesman spokeswoman spokesperson`,
		// after, or of, a person
		"v": `said says told married died born wrote sang played replied asked joked explained admitted thinks believes himself herself jr jr. sr sr. who`,
		// before the name of a place
		"i": `in near into at within throughout across outside toward towards between from`,
	} {
		for _, w := range strings.Fields(words) {
			out[w] = letter
		}
	}
	return out
}()
