from pathlib import Path

import pytest
import yaml
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.english import english_words
from bot.other_languages import LanguageFile, OtherLanguages
from bot.outcome import decide
from bot.red_flags import RED_FLAG

DANGER = [
    ("es", "emergency", "ayuda, no puedo respirar desde la inyección"),
    ("fr", "emergency", "au secours je ne peux pas respirer"),
    ("pt", "emergency", "socorro, não consigo respirar"),
    ("it", "emergency", "aiuto, non riesco a respirare"),
    ("de", "emergency", "Hilfe, ich kann nicht atmen!"),
    ("pl", "emergency", "pomocy, nie mogę oddychać"),
    ("ar", "emergency", "ساعدوني لا أستطيع التنفس"),
    ("tr", "emergency", "imdat, nefes alamıyorum"),
    ("ru", "emergency", "помогите, не могу дышать"),
    ("zh", "emergency", "救命，我不能呼吸"),
    ("es", "urgent_aftercare", "la zona tiene pus"),
    ("de", "urgent_aftercare", "da kommt Eiter raus"),
    ("ru", "urgent_aftercare", "из места укола идет гной"),
    ("fr", "self_harm", "J’ai envie de mourir"),
    ("pl", "self_harm", "chcę umrzeć"),
    ("zh", "self_harm", "我想死"),
]
QUESTIONS = [
    ("es", "¿Cuánto cuesta una sesión de mesoterapia para la cara?"),
    ("es", "hola, quiero una cita para mañana"),
    ("fr", "je voudrais prendre rendez-vous avec vous mardi"),
    ("fr", "bonjour"),
    ("pt", "quero marcar uma consulta para terça"),
    ("pt", "dói muito? quanto tempo demora"),
    ("it", "Quanto costa una seduta di mesoterapia per il viso?"),
    ("de", "Wie viel kostet eine Mesotherapie für das Gesicht?"),
    ("de", "ich möchte einen Termin am Dienstag"),
    ("pl", "ile kosztuje jeden zabieg"),
    ("ar", "كم تكلفة جلسة الميزوثيرابي للوجه؟"),
    ("ar", "هل هي مؤلمة؟"),
    ("tr", "Yüz için mezoterapi seansı ne kadar?"),
    ("ru", "Сколько стоит сеанс мезотерапии для лица?"),
    ("ru", "это больно?"),
    ("zh", "面部美塑疗法多少钱？"),
    ("zh", "疼吗"),
    ("other", "Πόσο κοστίζει μία συνεδρία;"),
    ("other", "얼마인가요?"),
    ("other", "ราคาเท่าไหร่"),
]


def heard(component: OtherLanguages, text: str | None) -> Message:
    [message] = component.process([Message({TEXT: text})])
    return message


@pytest.mark.parametrize(("code", "level", "text"), DANGER)
def test_a_phrase_of_danger_sets_its_level_and_the_language(
    other_languages: OtherLanguages, code: str, level: str, text: str
) -> None:
    message = heard(other_languages, text)
    assert message.get(INTENT) == {"name": level, "confidence": 1.0}
    flag = {"group": "other_language", "level": level, "certain": True}
    assert message.get(RED_FLAG) == flag
    [entity] = message.get(ENTITIES)
    assert (entity["entity"], entity["value"]) == ("language", code)


def test_the_tables_cover_the_ten_languages_of_the_file(top: Path) -> None:
    content = yaml.safe_load((top / "data/languages.yml").read_text(encoding="utf-8"))
    codes = set(content["languages"])
    assert len(codes) == 10
    assert {code for code, level, _ in DANGER if level == "emergency"} == codes
    assert {code for code, _ in QUESTIONS} == codes | {"other"}


@pytest.mark.parametrize(("code", "text"), QUESTIONS)
def test_a_plain_question_is_another_language_with_its_name(
    other_languages: OtherLanguages, code: str, text: str
) -> None:
    message = heard(other_languages, text)
    assert message.get(INTENT) == {"name": "other_language", "confidence": 1.0}
    assert message.get(RED_FLAG) is None
    assert message.get(ENTITIES) == [
        {
            "entity": "language",
            "value": code,
            "start": 0,
            "end": len(text),
            "extractor": "OtherLanguages",
        }
    ]


@pytest.mark.parametrize(
    "text",
    [
        "does it hurt",
        "hi",
        "Ok",
        "no",
        "lol ok",
        "pls help",
        "Roaccutane",
        "how much is the mesolift at your clinic",
        "what is mésothérapie",
        "can I have Botox à la carte",
        "is it safe for a señora of 60",
        "my name is José and I want to book",
        "do you do mesotherapy for el pelo",
        "i met a man who had a rendez-vous with botox",
        "i see a c'est la vie attitude here",
        "is die Behandlung safe",
        "je ne sais quoi glow, do you have it",
        "does PDRN salmon DNA work",
        "hello 你好 how much is it please",
        "Привет hello how much",
        "i cannot breathe",
        "chronic urticaria since i was nine",
        "12345",
        "?!",
        "😀😀",
        "meso 😀",
        "",
        None,
    ],
)
def test_english_with_or_without_a_foreign_word_stays_english(
    other_languages: OtherLanguages, text: str | None
) -> None:
    message = heard(other_languages, text)
    assert message.get(INTENT) is None
    assert message.get(ENTITIES) is None
    assert message.get(RED_FLAG) is None


def test_no_word_of_danger_is_an_english_word(top: Path) -> None:
    content = yaml.safe_load((top / "data/languages.yml").read_text(encoding="utf-8"))
    phrases = {
        phrase
        for entry in content["languages"].values()
        for level in ("emergency", "urgent", "self_harm")
        for phrase in entry[level]
    }
    assert not phrases & english_words()


def test_a_phrase_of_danger_counts_in_the_middle_of_english(
    other_languages: OtherLanguages,
) -> None:
    message = heard(other_languages, "hello please help my wife says no puedo respirar")
    assert message.get(INTENT)["name"] == "emergency"


def test_a_decided_message_is_left_alone(other_languages: OtherLanguages) -> None:
    message = Message({TEXT: "hola, quiero una cita para mañana"})
    decide(message, "urgent_aftercare", 1.0)
    other_languages.process([message])
    assert message.get(INTENT)["name"] == "urgent_aftercare"
    assert message.get(ENTITIES) is None


def test_the_language_is_added_to_the_entities_that_are_there(
    other_languages: OtherLanguages,
) -> None:
    earlier = {"entity": "medicine", "value": "warfarin"}
    message = Message({TEXT: "hola, tengo cita y tomo warfarin", ENTITIES: [earlier]})
    other_languages.process([message])
    assert [entity["entity"] for entity in message.get(ENTITIES)] == ["medicine", "language"]
    assert earlier == {"entity": "medicine", "value": "warfarin"}


def test_training_data_are_left_as_they_are(other_languages: OtherLanguages) -> None:
    data = TrainingData([Message.build("hola", "other_language")])
    assert other_languages.process_training_data(data) is data


@pytest.fixture
def small(tmp_path: Path) -> LanguageFile:
    path = tmp_path / "languages.yml"
    entry = "function_words: [{0}], emergency: [{1}], urgent: [{2}], self_harm: [{3}]"
    es = entry.format("muy, una", "no respiro", "sale pus", "quiero morir")
    zh = entry.format("的", "不能 呼吸", "流脓", "想死")
    path.write_text(f"languages:\n  es: {{{es}}}\n  zh: {{{zh}}}\n", encoding="utf-8")
    return LanguageFile(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NO  respiro!", ("emergency", "es")),
        ("sale pus", ("urgent_aftercare", "es")),
        ("quiero morir", ("self_harm", "es")),
        pytest.param("sale pus y no respiro", ("emergency", "es"), id="the graver of two"),
        pytest.param(
            "no respiro, quiero morir", ("self_harm", "es"), id="self-harm before emergency"
        ),
        pytest.param("mano respiro", None, id="a phrase begins at a word"),
        pytest.param("no respirodon", None, id="a phrase ends at a word"),
        pytest.param("我不能呼吸了", ("emergency", "zh"), id="Chinese has no spaces"),
        ("", None),
    ],
)
def test_danger_phrases_are_found_as_whole_words(
    small: LanguageFile, text: str, expected: tuple[str, str] | None
) -> None:
    assert small.danger(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("muy zorp", "es", id="one word is enough in a short message"),
        pytest.param("muy zorp blick", "es", id="three words are short"),
        pytest.param("muy zorp blick quun", None, id="a longer message needs two"),
        pytest.param("muy zorp una quun", "es", id="two in a longer message"),
        pytest.param("una hotel needs water", None, id="mostly English"),
        ("", None),
    ],
)
def test_the_words_of_a_language_decide(
    small: LanguageFile, text: str, expected: str | None
) -> None:
    assert small.language(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("est-ce que ça fait mal", "fr"),
        ("Combien coûte une séance", "fr"),
        ("j'ai une question", "fr"),
        ("tut das weh", "de"),
        ("ile kosztuje zabieg", "pl"),
        ("quanto custa uma sessão", "pt"),
        ("von willebrands disease", None),
        ("ciao for now", None),
        ("la vie en rose lol", None),
    ],
)
def test_short_questions_in_other_languages_are_known(text: str, expected: str | None) -> None:
    assert LanguageFile(Path("data/languages.yml")).language(text) == expected
