var data = [
 {
  "time_id": "1605765600",
  "start_time": 1605765600,
  "end_time": 1605786120,
  "list_count": 2,
  "list": [
   {
    "goods_id": "2194500031",
    "goods_name": "保温杯 500ml",
    "desc": "",
    "goods_price": "39",
    "seckill_price": "29.00",
    "remind_status": 0,
    "remind_num": "已有81人设置提醒",
    "seckill_type": "seckill"
   },
   {
    "goods_id": "2194900021",
    "goods_name": "电热饭盒",
    "desc": "",
    "goods_price": "199",
    "seckill_price": "169.00",
    "remind_status": 0,
    "remind_num": "已有81人设置提醒",
    "seckill_type": "seckill",
    "stock": 0
   }
  ]
 },
 {
  "time_id": "1605787200",
  "start_time": 1605787200,
  "end_time": 1605793320,
  "list": [
   {
    "goods_id": "2194500031",
    "goods_name": "保温杯 500ml",
    "desc": "",
    "goods_price": "39",
    "seckill_price": "27.00",
    "remind_status": 0,
    "remind_num": "已有81人设置提醒",
    "seckill_type": "seckill"
   }
  ]
 }
]
