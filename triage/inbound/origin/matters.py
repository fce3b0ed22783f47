"""What somebody says who has a matter of her own with us, by language: it tells people from machines where words must decide.

Data only; `phrases` compares. A person who is away has an order, a parcel or money in mind; an absence note has none.
"""

GOODS_WORDS = {
    "ar": "الطلب | طلبي | الشحنة | الطرد | استرداد",
    "bg": "поръчк | пратка | доставк | връщане | рекламаци",
    "ca": "comanda | paquet | devolució",
    "cs": "objednávk | balík | balíč | zásilk | doruč | vrácení | reklamac | faktur",
    "da": "ordre | pakke | lever | bestilling | returner | faktura | refusion",
    "de": "bestellung | bestellt | paket | sendung | liefer | zustell | rücksend | rückgabe | zurückschick | erstatt"
    " | rechnung | angebot | gutschein | reklam | stück | filter",
    "el": "παραγγελία | δέμα | παράδοση | επιστροφή χρημ",
    "en": "my order | the order | our order | an order | order number | order no | order am | ordered | parcel"
    " | package"
    " | deliver | ship | refund | return label | returned the | plunger | filter | seal | aeropress"
    " | brewer | coffee maker | brew | the invoice | my invoice | a quote | price list | my account | discount | coupon"
    " | broken | damaged | warranty | tracking | doorman | neighbour | neighbor",
    "es": "pedido | paquete | el envío | envíen | entreg | devolución | devolver | reembolso | factura | filtro",
    "et": "tellimus | pakk | tagastus",
    "fi": "tilaukse | tilauksen | paketti | toimittakaa | palautus | lasku",
    "fr": "commande | colis | livr | remboursement | facture | devis | filtre",
    "he": "ההזמנה | החבילה | משלוח | החזר",
    "hr": "narudžb | paket | dostav | povrat novca | račun",
    "hu": "rendelés | csomag | szállít | visszatérítés | számla",
    "id": "pesanan | paket | pengiriman | pengembalian",
    "it": "ordine | pacco | consegn | spedi | il reso | un reso | rimborso | fattura | filtro",
    "ja": "注文 | 荷物 | 配達 | 配送 | 発送 | 返品 | 返金 | 商品 | 届い",
    "ko": "주문 | 배송 | 택배 | 반품 | 환불",
    "lt": "užsakym | siunt | grąžin",
    "lv": "pasūtījum | sūtījum | atgriez",
    "nl": "bestelling | pakket | bezorg | lever | retourzend | retourner | terugbetaling | factuur | zending",
    "no": "bestilling | pakke | lever | retur av | refusjon | faktura",
    "pl": "zamówieni | paczk | przesyłk | dostarcz | dostaw | zwrot | faktur",
    "pt": "pedido | encomenda | pacote | entreg | devolução | devolver | reembolso | fatura | filtro",
    "ro": "comanda | colet | livra | returul | ramburs | factur",
    "ru": "заказ | посылк | достав | возврат | вернуть деньги | счет-фактур",
    "sk": "objednávk | balík | zásielk | doruč | vrátenie | faktúr",
    "sl": "naročil | paket | dostav | vračil | račun",
    "sr": "поруџбин | пакет | достав | porudžbin | paket | dostav",
    "sv": "beställning | ordern | paket | lever | retur av | återbetalning | faktura",
    "th": "คำสั่งซื้อ | พัสดุ | จัดส่ง | คืนเงิน",
    "tr": "sipariş | paket | kargo | teslim | iade | fatura",
    "uk": "замовлен | посилк | достав | поверненн",
    "vi": "đơn hàng | giao hàng | hoàn tiền",
    "zh": "订单 | 訂單 | 包裹 | 送货 | 送貨 | 快递 | 快遞 | 退货 | 退貨 | 退款 | 发货 | 收货",
}

# In the first person: no desk's receipt speaks so.
OWN_WORDS = {
    "cs": "moje | můj | objednal jsem | chci | nedostal jsem",
    "da": "jeg har | min ordre | jeg vil",
    "de": "ich habe | ich warte | ich möchte | ich hätte | ich will | meine bestellung | mein paket | meine rück"
    " | meine anfrage | mein geld | hätten gern | hätten wir",
    "en": "i have | i did | i want | i am | i was | i would | i still | i need | i ordered | i bought | i sent | i got"
    " | i'm"
    " | i've | i took | i opened | i wrote | i asked | i never | i cannot | i can't | i could | my order | my return"
    " | my refund | my money | my parcel"
    " | my request | my ticket | my case | my reference | my last | my message | my mail | my email | my account"
    " | nothing has happened | does not work | doesn't work | still no",
    "es": "mi pedido | mi paquete | mi devol | mi reembolso | quiero | quisiera | necesito | no he | he pedido | pero",
    "fi": "olen tilannut | minun | haluan",
    "fr": "je n'ai | j'ai | je voudrais | je souhaite | ma commande | mon colis | mon retour | mon remboursement",
    "it": "il mio | la mia | vorrei | non ho | ho ordinato | voglio | ma non",
    "ja": "まだ届 | 届きません | 届いていません | 注文番号は",
    "ko": "제 주문 | 아직",
    "nl": "mijn | ik heb | ik wil",
    "no": "jeg har | min ordre | jeg vil",
    "pl": "moje | mój | moja | chciał | nie otrzymał | ale nie",
    "pt": "meu pedido | minha | eu quero | gostaria | preciso | não recebi",
    "ru": "мой | моя | моё | мне | до сих пор",
    "sv": "jag har | min order | jag vill",
    "tr": "siparişim | istiyorum",
    "zh": "我的 | 但是 | 还没 | 還沒 | 退款",
}

# Whoever is back tells of an absence that is over.
PAST_WORDS = {
    "da": "har været på | var på",
    "de": "war im urlaub | war in urlaub | waren im urlaub | war verreist | war bis | war nicht da | war krank"
    " | war abwesend",
    "en": "was on | were on | was away | were away | was out of | were out of | have been away | have been on"
    " | just back from"
    " | was travelling | was traveling",
    "es": "estuve | estaba de | estábamos | he estado",
    "fr": "j'étais | nous étions | j'ai été",
    "it": "ero in | sono stato | sono stata | eravamo",
    "nl": "was op vakantie | was met vakantie | waren op vakantie | was niet",
    "pl": "byłem na | byłam na | byliśmy",
    "pt": "estava de | estive | estávamos",
    "ru": "был в отпуске | была в отпуске | были в отпуске | был в командировке",
    "sv": "var på | har varit",
}
