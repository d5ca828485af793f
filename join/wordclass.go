package join

import (
	"strconv"
	"strings"

	"dateline/lang"
)

// A wordClass says what a word does in a sentence, for the few classes that every
// language has a short, closed list of. They tell an update from a copy (a number,
// a day or a "not" that differs) and a guide from news (it addresses its reader).
type wordClass uint8

const (
	addressesReader wordClass = 1 << iota // you, your
	politeAddress                         // the same if written with a capital inside a sentence: Sie
	firstPerson                           // I, my
	negates                               // not, never
	namesDay                              // Monday, today
	asks                                  // how, why
	spelledNumber                         // twelve
	corrects                              // corrected, update
)

// A classified word is what is known of a form in one language.
type classified struct {
	class wordClass
	value uint64 // of a spelled number: the key of its digits; of a weekday: 1 for Monday to 7
}

var closedWords = map[string]map[wordClass]string{
	"en": {
		addressesReader: "you your yours yourself yourselves",
		firstPerson:     "i my me mine myself",
		negates: "not no never cannot nobody none neither nor isn wasn aren weren didn doesn don won hasn " +
			"haven hadn wouldn couldn shouldn",
		namesDay: "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow " +
			"tonight overnight",
		asks: "how why what which when where who whose",
		spelledNumber: "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen " +
			"fifteen sixteen seventeen eighteen nineteen twenty",
		corrects: "corrected correction corrects update updated updates clarification retraction recast",
	},
	"de": {
		addressesReader: "du dich dir dein deine deinen deinem deiner deines euch euer eure euren",
		politeAddress:   "sie ihr ihre ihren ihrem ihrer ihnen",
		firstPerson:     "ich mich mir mein meine meinen meinem meiner",
		negates:         "nicht kein keine keinen keinem keiner nie niemals niemand nichts",
		namesDay: "montag dienstag mittwoch donnerstag freitag samstag sonntag sonnabend montagabend " +
			"montagmorgen dienstagabend mittwochabend donnerstagabend freitagabend samstagabend " +
			"sonntagabend heute gestern morgen",
		asks: "wie warum was welche welcher welches wann wo wer wieso weshalb",
		spelledNumber: "null eins zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn " +
			"funfzehn sechzehn siebzehn achtzehn neunzehn zwanzig",
		corrects: "berichtigung korrektur korrigiert aktualisiert update",
	},
	"fr": {
		addressesReader: "vous votre vos tu ton ta tes toi",
		firstPerson:     "je j moi mon ma mes",
		negates:         "ne n pas jamais aucun aucune personne",
		namesDay:        "lundi mardi mercredi jeudi vendredi samedi dimanche aujourd hier demain",
		asks:            "comment pourquoi quel quelle quels quelles quand qui que",
		spelledNumber: "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze " +
			"seize dix-sept dix-huit dix-neuf vingt",
		corrects: "rectificatif correction corrige actualise",
	},
	"es": {
		addressesReader: "usted ustedes tu tus te ti vuestro vuestra",
		firstPerson:     "yo mi mis me",
		negates:         "no nunca nadie ningun ninguno ninguna",
		namesDay:        "lunes martes miercoles jueves viernes sabado domingo hoy ayer",
		asks:            "como que cual cuales cuando donde quien",
		spelledNumber: "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince " +
			"dieciseis diecisiete dieciocho diecinueve veinte",
		corrects: "correccion corregido corrige actualizacion",
	},
	"it": {
		addressesReader: "tu tuo tua tuoi tue ti vi vostro vostra",
		firstPerson:     "io mi mio mia miei mie",
		negates:         "non mai nessuno nessuna",
		namesDay:        "lunedi martedi mercoledi giovedi venerdi sabato domenica oggi ieri",
		asks:            "come perche quale quali quando dove chi",
		spelledNumber: "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici " +
			"quattordici quindici sedici diciassette diciotto diciannove venti",
		corrects: "rettifica correzione aggiornamento",
	},
	"nl": {
		addressesReader: "je jij jou jouw jullie u uw",
		firstPerson:     "ik mij mijn",
		negates:         "niet geen nooit niemand niets",
		namesDay:        "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag vandaag gisteren",
		asks:            "hoe waarom wat welke wanneer waar wie",
		spelledNumber: "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien " +
			"vijftien zestien zeventien achttien negentien twintig",
		corrects: "correctie rectificatie update",
	},
	"pt": {
		addressesReader: "voce voces teu tua",
		firstPerson:     "eu meu minha meus minhas",
		negates:         "nao nunca ninguem nenhum nenhuma",
		namesDay:        "segunda terca quarta quinta sexta sabado domingo hoje ontem",
		asks:            "como porque qual quais quando onde quem",
		spelledNumber: "zero um dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze " +
			"dezesseis dezessete dezoito dezenove vinte",
		corrects: "correcao corrigido atualizacao",
	},
	"ru": {
		addressesReader: "вы вас вам ваш ваша ваши ты тебе тебя твои",
		firstPerson:     "я меня мне мои моя",
		negates:         "не нет ни никто никогда",
		namesDay:        "понедельник вторник среду четверг пятницу субботу воскресенье сегодня вчера",
		asks:            "как почему что какие когда где кто",
		spelledNumber:   "ноль один два три четыре пять шесть семь восемь девять десять",
	},
	"nb": {
		addressesReader: "du deg din ditt dine dere deres",
		firstPerson:     "jeg meg min mitt mine",
		negates:         "ikke ingen aldri",
		namesDay:        "mandag tirsdag onsdag torsdag fredag lørdag søndag idag igår",
		asks:            "hvordan hvorfor hva hvilke nar hvor hvem",
		spelledNumber:   "null en to tre fire fem seks sju atte ni ti elleve tolv",
	},
}

// sameLanguage names the lists of languages that are near enough to one that has them.
var sameLanguage = map[string]string{"no": "nb", "nn": "nb", "da": "nb", "gl": "pt", "lb": "de"}

var wordClasses = func() map[string]map[uint32]classified {
	out := map[string]map[uint32]classified{}
	for language, lists := range closedWords {
		words := map[uint32]classified{}
		for class, list := range lists {
			for n, word := range strings.Fields(list) {
				t := lang.Analyse(word, "")
				c := words[uint32(t.FormKey)]
				c.class |= class
				switch {
				case class == spelledNumber:
					c.value = lang.Analyse(strconv.Itoa(n), "").FormKey
				case class == namesDay && n < 7: // each list begins with the weekdays
					c.value = uint64(n) + 1
				}
				words[uint32(t.FormKey)] = c
			}
		}
		out[language] = words
	}
	return out
}()
