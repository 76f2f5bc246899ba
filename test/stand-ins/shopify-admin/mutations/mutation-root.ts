import { orderCancel, orderUpdate } from './order-mutations';
import {
  returnApproveRequest,
  returnCancel,
  returnClose,
  returnCreate,
  returnDeclineRequest,
  returnRequest,
} from './return-mutations';
import { tagsAdd, tagsRemove } from './tag-mutations';

export const mutationRoot = {
  orderCancel,
  orderUpdate,
  returnApproveRequest,
  returnCancel,
  returnClose,
  returnCreate,
  returnDeclineRequest,
  returnRequest,
  tagsAdd,
  tagsRemove,
};
