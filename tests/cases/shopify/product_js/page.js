{
 "id": 7800000000001,
 "title": "Brick tea",
 "handle": "brick-tea",
 "vendor": "Chuxiang",
 "type": "Tea",
 "price": 599,
 "price_min": 599,
 "available": true,
 "variants": [
  {
   "id": 1,
   "title": "250 g",
   "sku": "BT-250",
   "available": false,
   "price": 599,
   "compare_at_price": null,
   "barcode": "6901234567892"
  },
  {
   "id": 2,
   "title": "500 g",
   "sku": "BT-500",
   "available": true,
   "price": 1099,
   "compare_at_price": 1299
  }
 ]
}